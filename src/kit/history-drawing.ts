import type { EventLine, Outcome, RunHistory } from './run-history.ts';

/** Virtual time that went by between two events is told from so many milliseconds on. */
const SKIP_MS = 1000;
/** A folded history keeps so many rows at each end, and as many around each row to look at. */
const ENDS = 12;
const AROUND = 2;
/** A history of so many rows is not folded. */
const SHORT = 40;

/** Where the bar of an activity, timer or child stands in a row, and how it will end. */
export interface Bar {
  readonly part: 'opens' | 'through' | 'goes on' | 'closes';
  /** `open`: nobody saw the end. */
  readonly outcome: Outcome | 'open';
}

/** One row of a drawing. */
export type Row = EventRow | SkipRow | LeftOutRow;

/** One event, or some that belong together: a workflow task, the last attempt of an activity. */
export interface EventRow {
  readonly kind: 'event';
  /** First and last number of the events that it stands for. */
  readonly first: number;
  readonly last: number;
  /** Virtual milliseconds since the run began. */
  readonly at: number;
  readonly text: string;
  readonly given: readonly string[];
  /** `quiet` is the server's bookkeeping, which says nothing about the answer's decisions. */
  readonly tone: 'plain' | 'quiet' | 'failed';
  readonly marked: boolean;
  /** One for each lane, from left to right. */
  readonly bars: Lanes;
}

/** Virtual time in which nothing happened. */
interface SkipRow {
  readonly kind: 'skip';
  readonly milliseconds: number;
  readonly bars: Lanes;
}

/** Rows that are not shown. */
interface LeftOutRow {
  readonly kind: 'left out';
  readonly events: number;
  /** Whether they are there, and only folded away. */
  readonly folded: boolean;
  readonly bars: Lanes;
}

type Lanes = readonly (Bar | undefined)[];

export interface Drawing {
  readonly rows: readonly Row[];
  /** Bars for which there was no lane left. */
  readonly barsLeftOut: number;
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly outcome: Bar['outcome'];
}

/**
 * A history as rows to draw, each with the bars that go through it.
 *
 * @param lanes how many bars there is room for, side by side
 * @param all whether nothing is folded away, however long it is
 */
export function drawing(history: RunHistory, { lanes: most = 8, all = false } = {}): Drawing {
  const groups = grouped(history.events);
  const { lanes, leftOut } = laid(spans(groups), most);
  const barsAt = (index: number): Lanes => lanes.map((lane) => barAt(groups, lane, index));
  const rows = groups.flatMap((group, index): Row[] => {
    const row = eventRow(group, barsAt(index));
    const before = groups[index - 1]?.at(-1);
    // What spans the gap goes through it; what begins or ends at its edges does not reach into it.
    const across = barsAt(index).map((bar, lane) => {
      const above = lanes[lane]?.find(({ from, to }) => from < index && index <= to);
      return above && bar ? ({ part: 'through', outcome: above.outcome } as const) : undefined;
    });
    const missing = before ? row.first - before.id - 1 : 0;
    const gap = before ? row.at - before.at : 0;
    return [
      ...(missing > 0
        ? [{ kind: 'left out', events: missing, folded: false, bars: across } as const]
        : []),
      ...(gap >= SKIP_MS ? [{ kind: 'skip', milliseconds: gap, bars: across } as const] : []),
      row,
    ];
  });
  return { rows: all ? rows : folded(rows), barsLeftOut: leftOut };
}

/** Puts together what one thing is to a reader: a workflow task; an activity's start and end. */
function grouped(events: readonly EventLine[]): EventLine[][] {
  const groups: EventLine[][] = [];
  for (const event of events) {
    const last = groups.at(-1)?.at(-1);
    const follows = last?.id === event.id - 1;
    const sameTask = event.kind === 'task' && last?.kind === 'task' && event.step !== 'opens';
    const sameStep = event.closes !== undefined && last?.step === 'goes on' && last.of === event.of;
    if (follows && (sameTask || sameStep)) groups.at(-1)?.push(event);
    else groups.push([event]);
  }
  return groups;
}

function eventRow(group: readonly EventLine[], bars: Lanes): EventRow {
  const [first] = group as [EventLine];
  const last = group.at(-1) ?? first;
  const failed = group.some((event) => event.failed);
  const isTask = last.kind === 'task' && !failed;
  return {
    kind: 'event',
    first: first.id,
    last: last.id,
    at: last.at,
    text: isTask ? taskText(last) : `${last.text}${attemptOf(group)}`,
    given: last.given ?? [],
    tone: failed ? 'failed' : isTask ? 'quiet' : 'plain',
    marked: group.some((event) => event.marked),
    bars,
  };
}

function taskText({ text, closes }: EventLine): string {
  return closes ? 'workflow task' : `${text}, and not over`;
}

/** Which attempt it was that ended, where it was not the first. */
function attemptOf(group: readonly EventLine[]): string {
  const { attempt = 1 } = group[0] ?? {};
  return group.length > 1 && attempt > 1 ? `, in attempt ${attempt}` : '';
}

/** From which row to which each activity, timer and child goes. */
function spans(groups: readonly EventLine[][]): Span[] {
  const ends = new Map<number, { index: number; outcome: Outcome }>();
  for (const [index, group] of groups.entries()) {
    for (const { of, closes } of group) {
      if (of !== undefined && closes) ends.set(of, { index, outcome: closes });
    }
  }
  return groups.flatMap((group, from) =>
    group
      .filter(({ kind, step }) => kind === 'span' && step === 'opens')
      .map(({ id }) => {
        const end = ends.get(id);
        return { from, to: end?.index ?? groups.length, outcome: end?.outcome ?? 'open' };
      }),
  );
}

/** Lays spans into as few lanes as hold them side by side; what has no room is counted. */
function laid(all: readonly Span[], most: number): { lanes: Span[][]; leftOut: number } {
  const lanes: Span[][] = [];
  let leftOut = 0;
  for (const span of all) {
    const free = lanes.find((lane) => (lane.at(-1)?.to ?? -1) < span.from);
    if (free) free.push(span);
    else if (lanes.length < most) lanes.push([span]);
    else leftOut += 1;
  }
  return { lanes, leftOut };
}

function barAt(
  groups: readonly EventLine[][],
  lane: readonly Span[],
  index: number,
): Bar | undefined {
  const span = lane.find(({ from, to }) => from <= index && index <= to);
  if (!span) return undefined;
  const { outcome } = span;
  if (index === span.from) return { part: 'opens', outcome };
  if (index === span.to) return { part: 'closes', outcome };
  const opened = groups[span.from]?.find(({ step }) => step === 'opens')?.id;
  const goesOn = groups[index]?.some(({ of, kind }) => kind === 'span' && of === opened);
  return { part: goesOn ? 'goes on' : 'through', outcome };
}

/** Keeps both ends, and what is to be looked at with its neighbours. */
function folded(rows: readonly Row[]): Row[] {
  if (rows.length <= SHORT) return [...rows];
  const keep = new Set<number>();
  for (const [index, row] of rows.entries()) {
    if (index < ENDS || index >= rows.length - ENDS || row.kind === 'left out') keep.add(index);
    if (row.kind !== 'event' || !row.marked) continue;
    for (let near = index - AROUND; near <= index + AROUND; near += 1) keep.add(near);
  }
  const shown: Row[] = [];
  let away: Row[] = [];
  for (const [index, row] of [...rows, undefined].entries()) {
    if (row && !keep.has(index)) {
      away.push(row);
      continue;
    }
    // A fold takes a row too, so a single row is not worth one.
    if (away.length > 1) shown.push(leftOut(away));
    else shown.push(...away);
    away = [];
    if (row) shown.push(row);
  }
  return shown;
}

function leftOut(rows: readonly Row[]): LeftOutRow {
  const events = rows.reduce(
    (sum, row) => sum + (row.kind === 'event' ? row.last - row.first + 1 : 0),
    0,
  );
  // Only what goes on through all of them is drawn.
  const bars = (rows[0]?.bars ?? []).map((bar, lane) =>
    bar && rows.every((row) => ['through', 'goes on'].includes(row.bars[lane]?.part ?? ''))
      ? { part: 'through' as const, outcome: bar.outcome }
      : undefined,
  );
  return { kind: 'left out', events, folded: true, bars };
}
