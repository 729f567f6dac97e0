import {
  beginningOf,
  isCommandEvent,
  isFinalEvent,
  type Attributes,
  type HistoryEvent,
} from '../history/event.ts';
import type { Job } from './activation.ts';
import type { Command, UpdateMessage } from './command.ts';
import { Fatal, named, Nondeterminism } from './faults.ts';
import type { Flags } from './flags.ts';
import { HistoryUpdate, type Sequence } from './history-update.ts';
import { initialization } from './initialization.ts';
import type { Machine } from './machine.ts';
import type { LocalActivity } from './machines/local-activity.ts';
import { isChangeVersion, Patch } from './machines/notes.ts';
import { WorkflowTask } from './machines/workflow-task.ts';
import { isLocalMarker, localMarker, patchMarker, type LocalMarker } from './markers.ts';
import { siphash } from './siphash.ts';

/** A command that was or will be sent, with the machine that follows it. */
export interface Sent {
  readonly command: Command;
  readonly machine: Machine;
}

/** The run whose history is read. */
export interface Reading {
  readonly flags: Flags;
  replaying: boolean;
  /** Commands whose events were not read yet, in their order. */
  readonly sent: Sent[];
  job(job: Job): void;
  passTo(time: number): void;
  began(start: Attributes['WorkflowExecutionStarted']): void;
  local(seq: number): LocalActivity | undefined;
  knows(marker: LocalMarker): void;
  replayIsOver(): void;
  seesPatch(patchId: string): void;
  receive(message: UpdateMessage): void;
}

/**
 * Reads a history, task by task: each event goes to the machine that it belongs to, or to code.
 *
 * Source: `apply_next_wft_from_history` and what it calls, in workflow_machines.rs.
 */
export class HistoryReader {
  /** Whether the run's last event was read. */
  isOver = false;
  historySize = 0;
  continueAsNewSuggested = false;
  readonly #run: Reading;
  readonly #byEvent = new Map<number, Machine>();
  #update = new HistoryUpdate([], 0);
  #messages: UpdateMessage[] = [];
  #workflowId = '';
  #lastStartedId = 0;
  #nextStartedId = 0;
  #lastEventId = 0;

  constructor(run: Reading) {
    this.#run = run;
  }

  get lastStartedId(): number {
    return this.#lastStartedId;
  }

  get lastEventId(): number {
    return this.#lastEventId;
  }

  /** Takes a new part of the history in hand. */
  take(workflowId: string, update: HistoryUpdate, messages: readonly UpdateMessage[]): void {
    this.#workflowId = workflowId;
    this.#update = update;
    this.#messages = [...messages];
    this.#run.replaying = update.previousStartedId > 0;
    const first = this.#lastEventId === 0 ? update.nextCompleted(0) : undefined;
    if (first) this.#run.flags.learn(first.sdkMetadata ?? {});
  }

  /**
   * Reads the events up to the next task's start.
   *
   * @returns how many there were
   */
  next(): number {
    if (this.isOver) {
      this.#run.replaying = false;
      return 0;
    }
    const after = this.#lastStartedId;
    const { events: taken, last } = this.#update.take(after) ?? { events: [], last: true };
    const events = taken.filter(({ eventId }) => eventId > this.#lastEventId);
    this.#learnFlags(events);
    if (events.length === 0) this.#run.replaying = false;
    const end = events.at(-1);
    if (end?.type === 'WorkflowTaskStarted') this.#nextStartedId = end.eventId;
    this.#readAll({ events, last });
    this.#lookAhead(after);
    return events.length;
  }

  /** A task has started: code's time is that of its start. */
  taskStarted(startedId: number, time: number): void {
    this.#lastStartedId = startedId;
    this.#run.passTo(time);
    if (!this.#run.replaying) this.#run.replayIsOver();
  }

  /** A run that was reset takes its random numbers from another seed. */
  reseed(newRunId: string): void {
    this.#run.job({ variant: 'updateRandomSeed', job: { randomnessSeed: siphash(newRunId) } });
  }

  #learnFlags(events: readonly HistoryEvent[]): void {
    const { flags } = this.#run;
    for (const event of events) {
      if (event.type === 'WorkflowTaskCompleted') flags.learn(event.attributes.sdkMetadata ?? {});
    }
    const last = events.at(-1);
    const next = last && this.#update.nextCompleted(last.eventId);
    if (next) flags.learn(next.sdkMetadata ?? {});
  }

  #readAll({ events, last }: Sequence): void {
    let skip = false;
    for (const [index, event] of events.entries()) {
      const { eventId } = event;
      if (eventId !== this.#lastEventId + 1) {
        throw new Fatal(
          `History is out of order. Last processed event: ${this.#lastEventId}, event id: ${eventId}`,
        );
      }
      const isNews =
        last &&
        eventId > this.#update.previousStartedId &&
        event.type !== 'WorkflowTaskCompleted' &&
        !isCommandEvent(event);
      if (isNews) this.#run.replaying = false;
      const due = this.#messages.filter((message) => message.eventId <= eventId - 1);
      this.#messages = this.#messages.filter((message) => !due.includes(message));
      for (const message of due) this.#run.receive(message);
      skip = skip ? false : this.#read(event, events[index + 1], last);
      this.#lastEventId = eventId;
    }
  }

  /** Reads one event. @returns whether the next one belongs to it, and is not read for itself */
  #read(event: HistoryEvent, next: HistoryEvent | undefined, last: boolean): boolean {
    const { type } = event;
    if (isFinalEvent(event)) this.isOver = true;
    if (type === 'WorkflowExecutionTerminated' || type === 'WorkflowExecutionTimedOut')
      return false;
    if (isCommandEvent(event)) return this.#readCommandEvent(event, next, last);
    if (type === 'WorkflowTaskStarted') {
      this.historySize = event.attributes.historySizeBytes ?? 0;
      this.continueAsNewSuggested = event.attributes.suggestContinueAsNew ?? false;
    }
    const beginning = beginningOf(event);
    if (beginning === undefined) {
      this.#readNews(event);
      return false;
    }
    const machine = this.#byEvent.get(beginning);
    if (!machine) {
      throw new Nondeterminism(
        `During event handling, this event had an initial command ID but we could not find a matching command for it: ${named(event)}`,
      );
    }
    machine.meet({ event, replaying: this.#run.replaying, last });
    return false;
  }

  #readCommandEvent(event: HistoryEvent, next: HistoryEvent | undefined, last: boolean): boolean {
    const { sent, replaying } = this.#run;
    const met = { event, replaying, last };
    if (isLocalMarker(event)) {
      const { seq = 0 } = localMarker(event) ?? {};
      const local = this.#run.local(seq);
      if (!local) throw new Nondeterminism(`Missing associated machine for LocalActivity(${seq})`);
      if (local.isKnown) {
        local.meet(met);
        return false;
      }
    }
    for (;;) {
      const first = sent[0]?.machine;
      const marker = patchMarker(event);
      const isItsOwn =
        first instanceof Patch && (first.patchId === marker?.id || !marker?.deprecated);
      if (marker && !isItsOwn) {
        // A patch that was deprecated may be gone from the code.
        if (marker.deprecated) return isChangeVersion(next);
        throw new Nondeterminism(
          `Non-deprecated patch marker encountered for change ${marker.id}, but there is no corresponding change command!`,
        );
      }
      const command = sent.shift();
      // Code may ask for a patch where older code did not.
      if (!marker && command?.machine instanceof Patch) continue;
      if (!command) throw new Nondeterminism(`No command scheduled for event ${named(event)}`);
      if (command.machine.takenBack) continue;
      command.machine.meet(met);
      this.#byEvent.set(event.eventId, command.machine);
      return false;
    }
  }

  /** What happens to a run from outside. */
  #readNews(event: HistoryEvent): void {
    const run = this.#run;
    switch (event.type) {
      case 'WorkflowExecutionStarted':
        run.passTo(event.eventTime);
        run.began(event.attributes);
        run.job({ variant: 'initializeWorkflow', job: initialization(event, this.#workflowId) });
        return;
      case 'WorkflowTaskScheduled':
        this.#byEvent.set(event.eventId, new WorkflowTask(this, this.#nextStartedId));
        return;
      case 'WorkflowExecutionSignaled': {
        const { signalName, input, identity = '', header } = event.attributes;
        run.job({
          variant: 'signalWorkflow',
          job: {
            signalName,
            input: input?.payloads ?? [],
            identity,
            headers: header?.fields ?? {},
            originatingEventId: event.eventId,
          },
        });
        return;
      }
      case 'WorkflowExecutionCancelRequested': {
        const { cause = '' } = event.attributes;
        run.job({ variant: 'cancelWorkflow', job: { reason: cause } });
        return;
      }
      default:
        throw new Fatal(
          `The event is not a non-stateful event, but we tried to handle it as one: ${named(event)}`,
        );
    }
  }

  /** Patches, ends of local activities and updates of the next task are met in this one. */
  #lookAhead(after: number): void {
    const run = this.#run;
    const ahead = this.#update.peek(after);
    for (const event of ahead) {
      const patch = patchMarker(event);
      if (!patch) continue;
      run.seesPatch(patch.id);
      run.job({ variant: 'notifyHasPatch', job: { patchId: patch.id } });
    }
    for (const event of ahead) {
      const marker = localMarker(event);
      if (marker) {
        run.knows(marker);
      } else if (event.type === 'WorkflowExecutionUpdateAccepted') {
        const { protocolInstanceId, acceptedRequest, ...accepted } = event.attributes;
        run.receive({
          id: accepted.acceptedRequestMessageId,
          protocolInstanceId,
          eventId: accepted.acceptedRequestSequencingEventId,
          request: acceptedRequest,
        });
      }
    }
  }
}
