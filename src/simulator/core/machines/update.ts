import type { EventType, HistoryEvent, UpdateOutcome } from '../../history/event.ts';
import type { CommandType, UpdateMessage } from '../command.ts';
import { Nondeterminism } from '../faults.ts';
import type { UpdateResponse } from '../lang-command.ts';
import { StateMachine, type Surroundings, type Transitions } from '../machine.ts';

type State =
  | 'RequestInitiated'
  | 'Accepted'
  | 'AcceptCommandCreated'
  | 'AcceptCommandRecorded'
  | 'Completed'
  | 'CompletedCommandCreated'
  | 'CompletedCommandRecorded'
  | 'CompletedImmediately'
  | 'CompletedImmediatelyAcceptCreated'
  | 'CompletedImmediatelyCompleteCreated'
  | 'Rejected';
type Trigger = 'accept' | 'reject' | 'complete' | 'send' | 'accepted' | 'completed';

const TRANSITIONS: Transitions<State, Trigger> = {
  RequestInitiated: { accept: 'Accepted', reject: 'Rejected' },
  Accepted: {
    complete: 'CompletedImmediately',
    reject: 'CompletedImmediately',
    send: 'AcceptCommandCreated',
  },
  AcceptCommandCreated: {
    accepted: 'AcceptCommandRecorded',
    complete: 'CompletedImmediatelyAcceptCreated',
    reject: 'CompletedImmediatelyAcceptCreated',
  },
  AcceptCommandRecorded: { complete: 'Completed', reject: 'Completed' },
  Completed: { send: 'CompletedCommandCreated' },
  CompletedCommandCreated: { completed: 'CompletedCommandRecorded' },
  CompletedImmediately: { send: 'CompletedImmediatelyAcceptCreated' },
  CompletedImmediatelyAcceptCreated: { send: 'CompletedImmediatelyCompleteCreated' },
  CompletedImmediatelyCompleteCreated: { accepted: 'CompletedCommandCreated' },
  CompletedCommandRecorded: {},
  Rejected: {},
};

const EVENTS: Partial<Record<EventType, Trigger>> = {
  WorkflowExecutionUpdateAccepted: 'accepted',
  WorkflowExecutionUpdateCompleted: 'completed',
};

/** An update that was sent to the run. Source: update_state_machine.rs. */
export class Update extends StateMachine<State, Trigger> {
  readonly name = 'Update';
  readonly #run: Surroundings;
  readonly #sent: UpdateMessage;

  constructor(run: Surroundings, sent: UpdateMessage) {
    super('RequestInitiated', TRANSITIONS);
    this.#run = run;
    this.#sent = sent;
    const { meta, input } = sent.request;
    run.job({
      variant: 'doUpdate',
      job: {
        id: meta.updateId,
        protocolInstanceId: sent.protocolInstanceId,
        name: input.name,
        input: input.args?.payloads ?? [],
        headers: input.header?.fields ?? {},
        meta,
        // What a validator has let through once is not asked again.
        runValidator: !run.replaying,
      },
    });
  }

  /** What the code says of it. */
  answer(response: UpdateResponse): void {
    const trigger: Trigger =
      'accepted' in response ? 'accept' : 'rejected' in response ? 'reject' : 'complete';
    if (!this.can(trigger)) {
      throw new Nondeterminism(
        `Invalid transition while handling update response (id ${this.#sent.request.meta.updateId}) in state ${this.state}`,
      );
    }
    const first = this.state === 'RequestInitiated';
    this.step(trigger);
    const { id, request, eventId } = this.#sent;
    if ('accepted' in response) {
      this.#say('accept', {
        acceptance: {
          acceptedRequestMessageId: id,
          acceptedRequestSequencingEventId: eventId,
          acceptedRequest: request,
        },
      });
    } else if ('completed' in response) {
      this.#complete({ success: { payloads: [response.completed] } });
    } else if (first) {
      const { protocolInstanceId } = this.#sent;
      this.#run.message({
        id: `${id}/reject`,
        protocolInstanceId,
        rejection: { failure: response.rejected },
      });
    } else {
      this.#complete({ failure: response.rejected });
    }
  }

  protected triggerOf({ type }: HistoryEvent): Trigger | undefined {
    return EVENTS[type];
  }

  protected override triggerOfCommand(_type: CommandType): Trigger {
    return 'send';
  }

  protected on(): void {
    // What code hears of it, it hears by its own promises.
  }

  #complete(outcome: UpdateOutcome): void {
    this.#say('complete', { response: { meta: this.#sent.request.meta, outcome } });
  }

  #say(
    what: string,
    message:
      | {
          readonly acceptance: {
            readonly acceptedRequestMessageId: string;
            readonly acceptedRequestSequencingEventId: number;
            readonly acceptedRequest: UpdateMessage['request'];
          };
        }
      | {
          readonly response: {
            readonly meta: UpdateMessage['request']['meta'];
            readonly outcome: UpdateOutcome;
          };
        },
  ): void {
    const { id, protocolInstanceId } = this.#sent;
    const messageId = `${id}/${what}`;
    this.#run.message({ id: messageId, protocolInstanceId, ...message });
    this.#run.issue(this, { type: 'ProtocolMessage', attributes: { messageId } });
  }
}
