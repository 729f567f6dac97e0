import type { Message } from '../core/command.ts';
import type { UpdateOutcome, UpdateRequest } from '../history/event.ts';
import type { Failure } from '../history/failure.ts';
import type { Execution } from './execution.ts';
import { Refused } from './requests.ts';

/** An update that somebody sent, and waits for. */
export interface PendingUpdate {
  readonly request: UpdateRequest;
  readonly outcome: PromiseWithResolvers<UpdateOutcome>;
  acceptedEventId?: number;
}

/** The updates of a run: each id counts once. */
export class Updates {
  readonly #execution: Execution;
  readonly #known = new Map<string, PendingUpdate>();

  constructor(execution: Execution) {
    this.#execution = execution;
  }

  /** Sends an update; resolves with what came of it. @throws Refused when the run is over */
  send(request: UpdateRequest): Promise<UpdateOutcome> {
    const { updateId } = request.meta;
    const known = this.#known.get(updateId);
    if (known) return known.outcome.promise;
    if (this.#execution.isClosed) throw closed();
    const update: PendingUpdate = { request, outcome: Promise.withResolvers() };
    update.outcome.promise.catch(() => undefined);
    this.#known.set(updateId, update);
    const { task } = this.#execution;
    task.addUpdate(update);
    if (task.state === 'none') task.schedule();
    this.#execution.company.changed(this.#execution);
    return update.outcome.promise;
  }

  /** One that was sent. */
  find(updateId: string): PendingUpdate | undefined {
    return this.#known.get(updateId);
  }

  /** Records what a Worker says of one. */
  record(message: Message): void {
    const update = this.#known.get(message.protocolInstanceId);
    if (!update) return;
    const execution = this.#execution;
    if ('rejection' in message) {
      // What was refused leaves no trace, and may come again.
      this.#known.delete(message.protocolInstanceId);
      update.outcome.resolve({ failure: message.rejection.failure });
    } else if ('acceptance' in message) {
      if (execution.isClosed) return;
      const { acceptance } = message;
      update.acceptedEventId = execution.add({
        type: 'WorkflowExecutionUpdateAccepted',
        attributes: { protocolInstanceId: message.protocolInstanceId, ...acceptance },
      });
    } else {
      const { meta, outcome } = message.response;
      if (!execution.isClosed) {
        const { acceptedEventId } = update;
        execution.add({
          type: 'WorkflowExecutionUpdateCompleted',
          attributes: { meta, ...(acceptedEventId ? { acceptedEventId } : {}), outcome },
        });
      }
      update.outcome.resolve(outcome);
    }
  }

  /** The run is over: whoever still waits hears of that. */
  close(): void {
    for (const { outcome, acceptedEventId } of this.#known.values()) {
      // Whoever knows that it was accepted expects an outcome, and no refusal.
      if (acceptedEventId === undefined) outcome.reject(closed());
      else outcome.resolve({ failure: CUT_OFF });
    }
  }
}

/** Source: `acceptedUpdateCompletedWorkflowFailure` of the server. */
const CUT_OFF: Failure = {
  message: 'Workflow Update failed because the Workflow completed before the Update completed.',
  source: 'Server',
  applicationFailureInfo: { type: 'AcceptedUpdateCompletedWorkflow', nonRetryable: true },
};

function closed(): Refused {
  return new Refused('closed', 'workflow execution already completed');
}
