import { CheckFailure, OurFault } from './diagnosis.ts';
import { divergence, type Divergence } from './divergence.ts';
import type { Words } from './expect.ts';
import { historyLines, isBookkeeping } from './lines.ts';
import { readRecorded } from './recorded.ts';
import type { HistoryEvent } from './runtime.ts';
import type { Suite } from './suite.ts';

export interface ReplayWords extends Words {
  /**
   * Replays the history as if another workflow of the answer had recorded it: one answer can hold
   * several stages of a deployment, each exported under a name of its own.
   */
  readonly as?: string;
  /** Where the history comes from: `This run began before the first deployment.` */
  readonly when?: string;
}

/**
 * Replays a recorded history with the answer's code.
 *
 * @throws CheckFailure when the code goes another way, OurFault when the history is none
 */
export async function replays(
  suite: Suite,
  history: unknown,
  words: ReplayWords = {},
): Promise<void> {
  const recorded = words.as === undefined ? history : renamed(history, words.as);
  const events = readRecorded(recorded);
  const replay = await suite.runtime.replayRecorded(recorded);
  if (replay.same) return;
  const parted = divergence(replay.message, events);
  const { text } = parted;
  const marked = parted.throws ? await throwsAfter(suite, recorded, events) : parted.events;
  throw new CheckFailure({
    run: { events },
    divergence: { ...parted, events: marked },
    when: words.when ?? 'A run that began under earlier code is replayed by the code of today.',
    expected: words.expected ?? `${events[0]?.name} follows the recorded history to its end.`,
    happened: text,
    lines: historyLines({ events }, ({ id }) => marked.includes(id)),
    ...(words.hurts === undefined ? {} : { hurts: words.hurts }),
    ...(words.read === undefined ? {} : { read: words.read }),
  });
}

/**
 * The event after which the code throws, which the SDK does not say: the last one of the shortest
 * beginning of the history that makes it throw.
 */
async function throwsAfter(
  suite: Suite,
  recorded: unknown,
  events: readonly HistoryEvent[],
): Promise<number[]> {
  for (const { id } of events.filter(({ type }) => type === 'WorkflowTaskCompleted')) {
    const replay = await suite.runtime.replayRecorded(cutAfter(recorded, id));
    if (replay.same || !divergence(replay.message, events).throws) continue;
    const last = events.findLast((event) => event.id < id && !isBookkeeping(event)) ?? events[0];
    return last ? [last.id] : [];
  }
  return [];
}

/**
 * Replays a recorded history with code that must not be deployed while such a run is open.
 *
 * @returns where the code left the history's way: in words, and by event numbers
 * @throws CheckFailure when the code takes the history, OurFault when the history is none
 */
export async function refuses(
  suite: Suite,
  history: unknown,
  words: ReplayWords = {},
): Promise<Divergence> {
  const recorded = words.as === undefined ? history : renamed(history, words.as);
  const events = readRecorded(recorded);
  const replay = await suite.runtime.replayRecorded(recorded);
  if (!replay.same) return divergence(replay.message, events);
  throw new CheckFailure({
    run: { events },
    when: words.when ?? 'A run that began under earlier code is replayed by the code of today.',
    expected: words.expected ?? `${events[0]?.name} refuses the recorded history.`,
    happened: 'It follows the history to its end, and takes the run for one of its own.',
    lines: historyLines({ events }, ({ id }) => id === events.at(-1)?.id),
    ...(words.hurts === undefined ? {} : { hurts: words.hurts }),
    ...(words.read === undefined ? {} : { read: words.read }),
  });
}

interface RecordedJson {
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

/**
 * A recorded history as it was when an event had just been recorded: a run that is open.
 *
 * @param last the event's number; what came after it is left out
 * @throws OurFault when it is no history, or has no such event
 */
export function cutAfter(history: unknown, last: number): unknown {
  if (!readRecorded(history).some(({ id }) => id === last)) {
    throw new OurFault(`The recorded history has no event ${last}.`);
  }
  const { events } = history as RecordedJson;
  return {
    ...(history as object),
    events: events.filter(({ eventId }) => Number(eventId) <= last),
  };
}

function renamed(history: unknown, workflow: string): unknown {
  readRecorded(history);
  const { events } = history as RecordedJson;
  const start = 'workflowExecutionStartedEventAttributes';
  return {
    ...(history as object),
    events: events.map((event) =>
      start in event
        ? { ...event, [start]: { ...(event[start] as object), workflowType: { name: workflow } } }
        : event,
    ),
  };
}
