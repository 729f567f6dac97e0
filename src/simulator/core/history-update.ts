import type { Attributes, HistoryEvent } from '../history/event.ts';
import { isCommandEvent, isFinalEvent } from '../history/event.ts';

/** Events of one workflow task, as they are read together. */
export interface Sequence {
  readonly events: readonly HistoryEvent[];
  /** Whether the history has nothing after them. */
  readonly last: boolean;
}

/**
 * The part of a history that came with a workflow task, cut into what each task of the past saw.
 *
 * Source: history_update.rs, whose rules say where a cut is.
 */
export class HistoryUpdate {
  #events: HistoryEvent[];
  readonly previousStartedId: number;

  /**
   * @param events the whole history, or what is new in it
   * @param previousStartedId the start of the last task that was completed before; 0 for none
   */
  constructor(events: readonly HistoryEvent[], previousStartedId: number) {
    this.#events = [...events];
    this.previousStartedId = previousStartedId;
  }

  /** Takes the events up to the next task's start; undefined when there are none. */
  take(after: number): Sequence | undefined {
    this.#events = this.#events.filter(({ eventId }) => eventId > after);
    if (this.#events.length === 0) return undefined;
    const { index, complete } = endOfSequence(this.#events);
    // The core takes a lone event that ends nothing for the end of the history.
    if (!complete && index === 0) return undefined;
    const taken = this.#events.splice(0, index + 1);
    return { events: taken, last: this.#events.length === 0 };
  }

  /** What `take` would give next, left where it is. */
  peek(after: number): readonly HistoryEvent[] {
    const rest = this.#events.filter(({ eventId }) => eventId > after);
    return rest.slice(0, endOfSequence(rest).index + 1);
  }

  /** What the next completed task notes. */
  nextCompleted(from: number): Attributes['WorkflowTaskCompleted'] | undefined {
    for (const event of this.#events) {
      if (event.eventId >= from && event.type === 'WorkflowTaskCompleted') return event.attributes;
    }
    return undefined;
  }
}

/** Starts that are followed by one of these were of no consequence. */
const FRUITLESS = new Set<HistoryEvent['type']>([
  'WorkflowTaskFailed',
  'WorkflowTaskTimedOut',
  'WorkflowExecutionTimedOut',
  'WorkflowExecutionTerminated',
  'WorkflowExecutionCanceled',
]);

/** Where the first sequence ends, and whether it surely does: `find_end_index_of_next_wft_seq`. */
function endOfSequence(events: readonly HistoryEvent[]): { index: number; complete: boolean } {
  const complete = true;
  let sawCommand = false;
  let sawCommandOrStart = false;
  const starts: { readonly id: number; readonly index: number }[] = [];
  for (const [index, event] of events.entries()) {
    if (isCommandEvent(event)) sawCommand = sawCommandOrStart = true;
    if (event.type === 'WorkflowExecutionStarted') sawCommandOrStart = true;
    if (isFinalEvent(event)) return { index, complete };
    if (event.type !== 'WorkflowTaskStarted') continue;
    const [next, afterNext] = [events[index + 1], events[index + 2]];
    if (next && FRUITLESS.has(next.type)) continue;
    starts.push({ id: event.eventId, index });
    if (next?.type === 'WorkflowTaskCompleted' && afterNext) {
      // A task that only said that it was alive ends nothing.
      if (!sawCommand && afterNext.type === 'WorkflowTaskScheduled') continue;
      // An update that was accepted belongs to the task that saw it.
      if (afterNext.type === 'WorkflowExecutionUpdateAccepted') {
        const { acceptedRequestSequencingEventId } = afterNext.attributes;
        const seen = starts.findLast(({ id }) => id < acceptedRequestSequencingEventId);
        if (seen) return { index: seen.index, complete };
      }
      return { index, complete };
    }
    if (sawCommandOrStart) return { index, complete };
  }
  return { index: events.length - 1, complete: false };
}
