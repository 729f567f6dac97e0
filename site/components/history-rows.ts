/** What the player shows of a history, beside what the kit draws of it: see `history-drawing.ts`. */
import { duration } from '../../src/kit/duration.ts';
import { drawing, type Bar, type Bars, type EventRow } from '../../src/kit/history-drawing.ts';
import { rowNumber } from '../../src/kit/history-words.ts';
import { runHistory, type EventLine, type Outcome } from '../../src/kit/run-history.ts';
import type { HistoryEvent } from '../../src/kit/runtime.ts';
import { rowDetail, rowWords } from './row-words.ts';

/** Which activity undoes which: `{ cancelHotel: 'bookHotel' }`. */
export type Undoes = Readonly<Record<string, string>>;

/** A bar's part of a row: where its line begins, goes through, and ends; and how it is drawn. */
export interface Lane {
  readonly bar: 'none' | 'begins' | 'through' | 'ends';
  readonly tone: 'step' | 'undo' | 'timer' | 'failed';
}

/** What a replay does at an event: nothing new, or what `matches` a command of the code. */
export type Replayed = 'begins' | 'matches' | 'not_called' | 'not_waited' | 'recorded';

/** An event of the drawing, or some that belong together, as a step of the player. */
export interface Row extends Pick<EventRow, 'first' | 'last'> {
  /** `7`, or `5–7`. */
  readonly number: string;
  /** The virtual milliseconds that went by before it, when worth telling, and the bars meanwhile. */
  readonly skipped?: { readonly milliseconds: number; readonly lanes: readonly Lane[] };
  readonly kind: 'run' | 'task' | 'activity' | 'other';
  /** What happened, in words that follow the name. */
  readonly words: string;
  readonly name?: string;
  /** The step that this activity undoes. */
  readonly undoes?: string;
  /** Whether it begins something that ends by another event. */
  readonly opens: boolean;
  readonly outcome?: Outcome;
  /** What failed, or what came back. */
  readonly detail?: string;
  readonly attempt?: number;
  /** What happens here when another Worker replays the history: `replay.…` of the words. */
  readonly replayed?: Replayed;
  /** One for each bar that there is room for, left to right. */
  readonly lanes: readonly Lane[];
}

/**
 * The rows of a drawn history, none of them folded away, each with what only the player tells: what
 * came back, which step is undone, and what a replay does with it.
 */
export function historyRows(events: readonly HistoryEvent[], undoes: Undoes = {}): Row[] {
  const byId = new Map(events.map((event) => [event.id, event]));
  const lanesOf = (bars: Bars) =>
    bars.map((bar) => laneOf(bar, bar && byId.get(bar.id)?.name, undoes));
  const rows: Row[] = [];
  let skipped: Row['skipped'];
  for (const row of drawing(runHistory({ events }), { lanes: Infinity, all: true }).rows) {
    if (row.kind === 'skip') {
      skipped = { milliseconds: row.milliseconds, lanes: lanesOf(row.bars) };
    }
    const line = row.kind === 'event' ? row.events.at(-1) : undefined;
    const event = line && byId.get(line.id);
    if (row.kind !== 'event' || !event) continue;
    rows.push({
      first: row.first,
      last: row.last,
      number: rowNumber(row),
      ...(skipped ? { skipped } : {}),
      ...told(event, line, byId.get(line.of ?? 0), undoes),
      ...attemptOf(row),
      lanes: lanesOf(row.bars),
    });
    skipped = undefined;
  }
  return rows;
}

/** What a row tells of the event with which it ends. */
function told(
  event: HistoryEvent,
  line: EventLine,
  opening: HistoryEvent | undefined,
  undoes: Undoes,
): Pick<Row, 'kind' | 'words' | 'name' | 'undoes' | 'opens' | 'outcome' | 'detail' | 'replayed'> {
  const name = isNamed(event, line) ? (event.patch ?? opening?.name ?? event.name) : undefined;
  const undone = name === undefined ? undefined : undoes[name];
  const outcome = outcomeOf(event, line);
  const detail = rowDetail(event);
  const replayed = replayOf(event, line);
  return {
    kind: kindOf(line),
    words: rowWords(event, line, opening),
    ...(name === undefined ? {} : { name }),
    ...(undone === undefined ? {} : { undoes: undone }),
    opens: line.step === 'opens',
    ...(outcome === undefined ? {} : { outcome }),
    ...(detail === undefined ? {} : { detail }),
    ...(replayed === undefined ? {} : { replayed }),
  };
}

/** Whether its words follow a name; all others have it among them. */
function isNamed({ type }: HistoryEvent, { kind }: EventLine): boolean {
  if (kind === 'activity' || kind === 'child') return true;
  return type === 'WorkflowExecutionStarted' || type === 'MarkerRecorded';
}

function kindOf({ kind, failed }: EventLine): Row['kind'] {
  if (kind === 'update') return 'run';
  if (kind === 'task') return failed ? 'other' : 'task';
  return kind === 'run' || kind === 'activity' ? kind : 'other';
}

/** How it went. A workflow task, or a timer, that ends as it should is no news. */
function outcomeOf({ type }: HistoryEvent, line: EventLine): Row['outcome'] {
  const { kind, closes, failed } = line;
  if (failed) return 'failed';
  if (type.endsWith('CancelRequested')) return 'cancelled';
  return closes === 'done' && (kind === 'task' || kind === 'timer') ? undefined : closes;
}

function attemptOf({ events }: EventRow): Pick<Row, 'attempt'> {
  const attempt = events.find((event) => event.attempt !== undefined)?.attempt;
  return attempt === undefined ? {} : { attempt };
}

const PARTS = {
  opens: 'begins',
  through: 'through',
  'goes on': 'through',
  closes: 'ends',
} as const;

/** @param name of what the bar is about */
function laneOf(bar: Bar | undefined, name: string | undefined, undoes: Undoes): Lane {
  if (!bar) return { bar: 'none', tone: 'step' };
  const part = PARTS[bar.part];
  if (bar.outcome === 'failed') return { bar: part, tone: 'failed' };
  if (bar.of === 'timer') return { bar: part, tone: 'timer' };
  return { bar: part, tone: Object.hasOwn(undoes, name ?? '') ? 'undo' : 'step' };
}

/** What another Worker that replays the history does at an event. */
function replayOf({ type }: HistoryEvent, { kind, step, closes }: EventLine): Replayed | undefined {
  if (type === 'WorkflowExecutionStarted') return 'begins';
  const isCommand = step === 'opens' && kind !== 'task' && kind !== 'update';
  if (isCommand || type === 'MarkerRecorded') return 'matches';
  if (kind === 'activity' && closes) return 'not_called';
  if (kind === 'timer' && closes === 'done') return 'not_waited';
  const isMessage = /^WorkflowExecution(Signaled|CancelRequested)$/.test(type);
  const comes = kind === 'child' || (kind === 'update' && step === 'opens') || isMessage;
  return comes ? 'recorded' : undefined;
}

/**
 * Where two histories part: in each, the first number of the first row that the other does not have
 * at that place, or has after another time or at another attempt; undefined where one of them has
 * ended before. Workflow tasks do not count, nor does the workflow's own name.
 */
export function firstDifference(
  one: readonly HistoryEvent[],
  other: readonly HistoryEvent[],
): readonly [one: number | undefined, other: number | undefined] {
  const [left, right] = [one, other].map((events) =>
    historyRows(events).filter(({ kind }) => kind !== 'task'),
  ) as [Row[], Row[]];
  const inWords = (row: Row | undefined) =>
    row &&
    [
      row.kind === 'run' ? '' : row.name,
      row.words,
      row.outcome,
      row.attempt,
      row.skipped && duration(row.skipped.milliseconds),
    ].join(' ');
  const most = Math.max(left.length, right.length);
  for (let index = 0; index < most; index += 1) {
    if (inWords(left[index]) !== inWords(right[index])) {
      return [left[index]?.first, right[index]?.first];
    }
  }
  return [undefined, undefined];
}
