import { folded } from './history-fold.ts';
import type { Note } from './history-notes.ts';
import type { EventLine, Outcome, RunHistory, Span } from './run-history.ts';

/** Virtual time that went by between two events is told from so many milliseconds on. */
const SKIP_MS = 1000;

/** Where the bar of something that takes time stands in a row, and how it will end. */
export interface Bar {
  readonly part: 'opens' | 'through' | 'goes on' | 'closes';
  /** The event that opens it. */
  readonly id: number;
  readonly of: Span;
  /** `open`: nobody saw the end. */
  readonly outcome: Outcome | 'open';
}

/** One for each lane, from left to right. */
export type Bars = readonly (Bar | undefined)[];

/** One row of a drawing, in the order of the history; time goes downwards. */
export type Row = EventRow | NoteRow | SkipRow | LeftOutRow;

/** One event, or some that belong together: a workflow task, the last attempt of an activity. */
export interface EventRow {
  readonly kind: 'event';
  /** What it stands for. */
  readonly events: readonly EventLine[];
  /** The first and the last of their numbers. */
  readonly first: number;
  readonly last: number;
  /** Virtual milliseconds since the run began. */
  readonly at: number;
  readonly text: string;
  readonly given: readonly string[];
  /** `quiet` is the server's bookkeeping, which says nothing about the answer's decisions. */
  readonly tone: 'plain' | 'quiet' | 'failed';
  readonly marked: boolean;
  readonly bars: Bars;
}

/** What happened beside the history. */
export interface NoteRow extends Pick<Note, 'at' | 'text'> {
  readonly kind: 'note';
  readonly about: Note['kind'];
  readonly bars: Bars;
}

/** Virtual time in which nothing happened. */
export interface SkipRow {
  readonly kind: 'skip';
  readonly milliseconds: number;
  readonly bars: Bars;
}

/** Rows that are not shown. */
export interface LeftOutRow {
  readonly kind: 'left out';
  readonly events: number;
  /** Whether they are there, and only folded away. */
  readonly folded: boolean;
  readonly bars: Bars;
}

export interface Drawing {
  readonly rows: readonly Row[];
  /** Bars for which there was no lane left. */
  readonly barsLeftOut: number;
}

/** What stands in one row: events that belong together, or a note. */
type Entry = { readonly events: readonly EventLine[] } | { readonly note: Note };

/** From which entry to which something that takes time goes. */
interface Stretch {
  /** The event that opens it. */
  readonly id: number;
  readonly from: number;
  readonly to: number;
  readonly of: Span;
  readonly outcome: Bar['outcome'];
}

/**
 * A history as rows to draw, each with the bars that go through it.
 *
 * @param lanes how many bars there is room for, side by side
 * @param all whether nothing is folded away, however long it is
 */
export function drawing(history: RunHistory, { lanes: most = 8, all = false } = {}): Drawing {
  const entries = entriesOf(history);
  const { lanes, leftOut } = laid(stretches(entries), most);
  const columns = lanes.map((lane) => column(lane, entries));
  const rows = entries.flatMap((entry, index): Row[] => {
    const bars = columns.map((bar) => bar[index]);
    // What spans the gap goes through it; what begins below it does not reach into it.
    const across = bars.map((bar) =>
      bar && bar.part !== 'opens' ? { ...bar, part: 'through' as const } : undefined,
    );
    return [
      ...gapRows(entries[index - 1], entry, across),
      'note' in entry ? noteRow(entry.note, bars) : eventRow(entry.events, bars),
    ];
  });
  return { rows: all ? rows : folded(rows), barsLeftOut: leftOut };
}

/** What lies between two entries: events that were not kept, and time in which nothing happened. */
function gapRows(above: Entry | undefined, below: Entry, bars: Bars): Row[] {
  if (!above) return [];
  const missing = 'note' in above || 'note' in below ? 0 : first(below).id - last(above).id - 1;
  const milliseconds = endOf(below) - endOf(above);
  return [
    ...(missing > 0 ? [{ kind: 'left out', events: missing, folded: false, bars } as const] : []),
    ...(milliseconds >= SKIP_MS ? [{ kind: 'skip', milliseconds, bars } as const] : []),
  ];
}

/**
 * Puts together what one thing is to a reader, a workflow task or an activity's start and end, and
 * the notes where they belong.
 */
function entriesOf({ events, notes }: RunHistory): Entry[] {
  const notesAfter = Map.groupBy(notes, ({ after }) => after);
  const entries: Entry[] = [];
  let group: EventLine[] = [];
  const close = (): void => {
    if (group.length > 0) entries.push({ events: group });
    group = [];
  };
  for (const event of events) {
    if (!belongs(event, group.at(-1))) close();
    group.push(event);
    const beside = notesAfter.get(event.id) ?? [];
    if (beside.length > 0) close();
    entries.push(...beside.map((note) => ({ note })));
  }
  close();
  return entries;
}

function belongs(event: EventLine, before: EventLine | undefined): boolean {
  if (before?.id !== event.id - 1) return false;
  if (event.kind === 'task') return before.kind === 'task' && event.step !== 'opens';
  // Only an attempt that starts is one thing with its end: what asks it to cancel is another.
  return event.closes !== undefined && before.attempt !== undefined && before.of === event.of;
}

function eventRow(group: readonly EventLine[], bars: Bars): EventRow {
  const end = last({ events: group });
  const failed = group.some((event) => event.failed);
  const isTask = end.kind === 'task' && !failed;
  return {
    kind: 'event',
    events: group,
    first: first({ events: group }).id,
    last: end.id,
    at: end.at,
    text: isTask ? taskText(group) : `${end.text}${attemptOf(group)}`,
    given: end.given ?? [],
    tone: failed ? 'failed' : isTask ? 'quiet' : 'plain',
    marked: group.some((event) => event.marked),
    bars,
  };
}

function noteRow({ kind: about, at, text }: Note, bars: Bars): NoteRow {
  return { kind: 'note', about, at, text, bars };
}

function taskText(group: readonly EventLine[]): string {
  const end = last({ events: group });
  const begun = group.some(({ replayed }) => replayed) ? ', begun by a replay' : '';
  return end.closes ? `workflow task${begun}` : `${end.text}, and not over`;
}

/** Which attempt it was that ended, where it was not the first. */
function attemptOf(group: readonly EventLine[]): string {
  const { attempt = 1 } = group[0] ?? {};
  return group.length > 1 && attempt > 1 ? `, in attempt ${attempt}` : '';
}

/** Everything that takes time. */
function stretches(entries: readonly Entry[]): Stretch[] {
  const events = entries.flatMap((entry, index) =>
    'note' in entry ? [] : entry.events.map((event) => ({ event, index })),
  );
  const ends = new Map(
    events.flatMap(({ event: { of, closes }, index }) =>
      of !== undefined && closes ? [[of, { index, outcome: closes }] as const] : [],
    ),
  );
  const gap = events.find(({ event }, place) => event.id - 1 > (events[place - 1]?.event.id ?? 0));
  return events.flatMap(({ event: { id, kind, step }, index: from }) => {
    if (kind === 'task' || kind === 'run' || kind === 'other' || step !== 'opens') return [];
    // What ended among the events that were not kept is drawn up to there, without an end.
    const unseen = gap && from < gap.index ? gap.index - 0.5 : entries.length;
    const { index: to, outcome } = ends.get(id) ?? { index: unseen, outcome: 'open' };
    return [{ id, from, to, of: kind, outcome }];
  });
}

/** Lays them into as few lanes as hold them side by side; what has no room is counted. */
function laid(all: readonly Stretch[], most: number): { lanes: Stretch[][]; leftOut: number } {
  const lanes: Stretch[][] = [];
  let leftOut = 0;
  for (const stretch of all) {
    const free = lanes.find((lane) => (lane.at(-1)?.to ?? -1) < stretch.from);
    if (free) free.push(stretch);
    else if (lanes.length < most) lanes.push([stretch]);
    else leftOut += 1;
  }
  return { lanes, leftOut };
}

/** What a lane has in each row. */
function column(lane: readonly Stretch[], entries: readonly Entry[]): (Bar | undefined)[] {
  const bars: (Bar | undefined)[] = entries.map(() => undefined);
  for (const { id, from, to, of, outcome } of lane) {
    for (let index = from; index <= Math.min(to, entries.length - 1); index += 1) {
      bars[index] = { part: partAt(index, { id, from, to }, entries[index]), id, of, outcome };
    }
  }
  return bars;
}

function partAt(
  index: number,
  { id, from, to }: Pick<Stretch, 'id' | 'from' | 'to'>,
  entry: Entry | undefined,
): Bar['part'] {
  if (index === from) return 'opens';
  if (index === to) return 'closes';
  if (!entry) return 'through';
  const here = 'note' in entry ? entry.note.of === id : entry.events.some(({ of }) => of === id);
  return here ? 'goes on' : 'through';
}

type Events = Extract<Entry, { events: readonly EventLine[] }>;

function first({ events }: Events): EventLine {
  return events[0] as EventLine;
}

function last({ events }: Events): EventLine {
  return events.at(-1) as EventLine;
}

/** When an entry ended, in virtual milliseconds since the run began. */
function endOf(entry: Entry): number {
  return 'note' in entry ? entry.note.at : last(entry).at;
}
