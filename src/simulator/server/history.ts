import type { HistoryEvent, NewEvent } from '../history/event.ts';
import { sizeOf } from '../history/payload.ts';

/** A run's history: events are added at its end, and nothing else ever happens to it. */
export class History {
  readonly events: HistoryEvent[] = [];
  /** Bytes, about as the server counts them. */
  bytes = 0;

  /** Copies what another history begins with. */
  static copy(events: readonly HistoryEvent[]): History {
    const copy = new History();
    copy.events.push(...events);
    copy.bytes = events.reduce((sum, event) => sum + bytesOf(event), 0);
    return copy;
  }

  get nextId(): number {
    return this.events.length + 1;
  }

  /**
   * Adds an event.
   *
   * @returns its number
   */
  add(event: NewEvent, now: number): number {
    const { eventTime = now, ...rest } = event;
    const recorded = { ...rest, eventId: this.nextId, eventTime } as unknown as HistoryEvent;
    this.events.push(recorded);
    this.bytes += bytesOf(recorded);
    return recorded.eventId;
  }

  /** The start of the last workflow task that was completed; 0 when none was. */
  get lastCompletedStart(): number {
    const completed = this.events.findLast(({ type }) => type === 'WorkflowTaskCompleted');
    return completed?.type === 'WorkflowTaskCompleted' ? completed.attributes.startedEventId : 0;
  }
}

/** What an event weighs beside its payloads. */
const EVENT_BYTES = 80;

function bytesOf(event: HistoryEvent): number {
  return EVENT_BYTES + sizeOf(event.attributes);
}
