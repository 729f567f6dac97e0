import { capital } from '../../src/kit/sentence.ts';
import { duration } from '../../src/kit/duration.ts';
import type { Failure, HistoryEvent } from '../../src/kit/runtime.ts';

/** Which activity undoes which: `{ cancelHotel: 'bookHotel' }`. */
export type Undoes = Readonly<Record<string, string>>;

/** `bar` of what goes on for a while: where its line begins, goes through, and ends. */
export type Bar = 'none' | 'begins' | 'through' | 'ends';

/** How a bar is drawn: a step and its undo, a timer, or what came to nothing. */
export type Tone = 'step' | 'undo' | 'timer' | 'failed';

export interface Row {
  /** First and last number of the events that this row stands for. */
  readonly first: number;
  readonly last: number;
  /** Virtual milliseconds since the run began. */
  readonly at: number;
  /** Virtual milliseconds that went by since the row before, when worth telling. */
  readonly skipped?: number;
  readonly kind: 'run' | 'task' | 'activity' | 'other';
  /** What happened, in words that follow the name. */
  readonly words: string;
  readonly name?: string;
  /** The step that this activity undoes. */
  readonly undoes?: string;
  readonly outcome?: 'done' | 'failed' | 'cancelled';
  /** What failed, or what came back. */
  readonly detail?: string;
  readonly attempt?: number;
  /** What happens here when another Worker replays the history. */
  readonly replayed?: string;
  /** One for each lane, left to right. */
  readonly bars: readonly { readonly bar: Bar; readonly tone: Tone }[];
}

/** A gap of virtual time this long, in milliseconds, is drawn as a fold. */
const FOLD_MS = 1000;

const CLOSING = /^ActivityTask(Completed|Failed|TimedOut|Canceled)$/;

/** What goes on for a while, and what ends it. */
const OPENS = /^(ActivityTaskScheduled|TimerStarted|StartChildWorkflowExecutionInitiated)$/;
const CLOSES =
  /^(ActivityTask|ChildWorkflowExecution|StartChildWorkflowExecution|Timer)(Completed|Failed|TimedOut|Canceled|Terminated|Fired)$/;

/**
 * What a reader sees of a history: workflow tasks drawn together, an activity's start together
 * with its end, and every activity, timer and child as a bar from its beginning to its end.
 */
export function historyRows(events: readonly HistoryEvent[], undoes: Undoes = {}): Row[] {
  const groups = grouped(events);
  const lanes = lanesOf(groups, events);
  let clock = 0;
  return groups.map((group, index) => {
    const event = group.at(-1) as HistoryEvent;
    const scheduled = scheduling(event, events);
    const name = event.patch ?? scheduled?.name ?? event.name;
    const gap = event.at - clock;
    clock = Math.max(clock, event.at);
    const undone = name === undefined ? undefined : undoes[name];
    const outcome = outcomeOf(event);
    const attempt = group.find((one) => one.type === 'ActivityTaskStarted')?.attempt;
    const detail = detailOf(event);
    const replayed = replayOf(event.type);
    return {
      first: (group[0] as HistoryEvent).id,
      last: event.id,
      at: clock,
      ...(gap >= FOLD_MS ? { skipped: gap } : {}),
      kind: kindOf(event),
      words: words(event, scheduled),
      ...(name === undefined || kindOf(event) === 'task' || event.type in TIMER_WORDS
        ? {}
        : { name }),
      ...(undone === undefined ? {} : { undoes: undone }),
      ...(outcome === undefined ? {} : { outcome }),
      ...(detail === undefined ? {} : { detail }),
      ...(attempt === undefined ? {} : { attempt }),
      ...(replayed === undefined ? {} : { replayed }),
      bars: lanes.map((lane) => {
        const bar = lane.find(({ from, to }) => from <= index && index <= to);
        if (!bar) return { bar: 'none' as const, tone: 'step' as const };
        const tone = bar.tone === 'step' && bar.name in undoes ? 'undo' : bar.tone;
        const part = index === bar.from ? 'begins' : index === bar.to ? 'ends' : 'through';
        return { bar: part, tone } as const;
      }),
    };
  });
}

const REPLAYED: readonly (readonly [type: RegExp, words: string])[] = [
  [/^WorkflowExecutionStarted$/, 'the code begins again, with the same arguments'],
  [
    /^(ActivityTaskScheduled|TimerStarted|MarkerRecorded|StartChildWorkflowExecutionInitiated)$/,
    'the code asks for it again: a match',
  ],
  [CLOSING, 'comes from the history: the activity is not called'],
  [/^TimerFired$/, 'comes from the history: nobody waits again'],
  [
    /^(ChildWorkflowExecution|WorkflowExecution(Signaled|CancelRequested|UpdateAccepted))/,
    'comes from the history',
  ],
];

function replayOf(type: string): string | undefined {
  return REPLAYED.find(([pattern]) => pattern.test(type))?.[1];
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
  const told = (row: Row | undefined) =>
    row &&
    [
      row.kind === 'run' ? '' : row.name,
      row.words,
      row.outcome,
      row.attempt,
      row.skipped === undefined ? '' : duration(row.skipped),
    ].join(' ');
  const most = Math.max(left.length, right.length);
  for (let index = 0; index < most; index += 1) {
    if (told(left[index]) !== told(right[index])) return [left[index]?.first, right[index]?.first];
  }
  return [undefined, undefined];
}

/** Puts together what one thing is to a reader: a whole workflow task; an activity's last try. */
function grouped(events: readonly HistoryEvent[]): HistoryEvent[][] {
  const groups: HistoryEvent[][] = [];
  for (const event of events) {
    const before = groups.at(-1);
    const last = before?.at(-1);
    const together =
      (event.type.startsWith('WorkflowTask') && last?.type.startsWith('WorkflowTask')) ||
      (CLOSING.test(event.type) && last?.type === 'ActivityTaskStarted' && last.of === event.of);
    if (before && together && event.type !== 'WorkflowTaskScheduled') before.push(event);
    else groups.push([event]);
  }
  return groups;
}

interface Span {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly tone: Tone;
}

/** Lays what goes on for a while into as few lanes as hold it side by side. */
function lanesOf(groups: HistoryEvent[][], events: readonly HistoryEvent[]): Span[][] {
  const lanes: Span[][] = [];
  groups.forEach((group, from) => {
    const [event] = group;
    if (!event || !OPENS.test(event.type)) return;
    const closing = events.find((one) => CLOSES.test(one.type) && one.of === event.id);
    const close = closing ? groups.findIndex((one) => one.includes(closing)) : -1;
    // The bar of what nobody saw end goes through to the bottom.
    const to = close < 0 ? groups.length : close;
    const failed = closing !== undefined && outcomeOf(closing) === 'failed';
    const tone = failed ? 'failed' : event.type === 'TimerStarted' ? 'timer' : 'step';
    const free = lanes.find((lane) => (lane.at(-1)?.to ?? -1) < from);
    const span = { name: event.name ?? '', from, to, tone } as const;
    if (free) free.push(span);
    else lanes.push([span]);
  });
  return lanes;
}

function scheduling(
  event: HistoryEvent,
  events: readonly HistoryEvent[],
): HistoryEvent | undefined {
  return event.of === undefined ? undefined : events.find(({ id }) => id === event.of);
}

function kindOf(event: HistoryEvent): Row['kind'] {
  if (event.type === 'WorkflowTaskFailed') return 'other';
  if (event.type.startsWith('WorkflowTask')) return 'task';
  if (event.type.startsWith('WorkflowExecution')) return 'run';
  return event.type.startsWith('ActivityTask') ? 'activity' : 'other';
}

function outcomeOf(event: HistoryEvent): Row['outcome'] {
  const { type } = event;
  if (type === 'WorkflowTaskFailed') return 'failed';
  if (type.startsWith('WorkflowTask')) return undefined;
  if (type === 'WorkflowExecutionUpdateCompleted' && event.failure) return 'failed';
  if (/(Failed|TimedOut|Terminated)$/.test(type)) return 'failed';
  if (/CancelRequested$|Canceled$/.test(type)) return 'cancelled';
  return type.endsWith('Completed') ? 'done' : undefined;
}

const IN_WORDS: Readonly<Record<string, string>> = {
  WorkflowExecutionStarted: 'starts',
  WorkflowExecutionCompleted: 'Run ends as Completed',
  WorkflowExecutionFailed: 'Run ends as Failed',
  WorkflowExecutionCanceled: 'Run ends as Canceled',
  WorkflowExecutionCancelRequested: 'Cancellation of the run is requested',
  WorkflowTaskCompleted: 'workflow task',
  WorkflowTaskStarted: 'workflow task, not over yet',
  ActivityTaskCancelRequested: 'cancellation requested',
  MarkerRecorded: 'marker recorded',
  UpsertWorkflowSearchAttributes: 'Search attributes are set',
  ActivityTaskTimedOut: 'timed out',
  StartChildWorkflowExecutionInitiated: 'child asked for',
  StartChildWorkflowExecutionFailed: 'child not started',
  ChildWorkflowExecutionStarted: 'child started',
  ChildWorkflowExecutionCompleted: 'child completed',
  ChildWorkflowExecutionFailed: 'child failed',
  ChildWorkflowExecutionCanceled: 'child canceled',
};

const TIMER_WORDS: Readonly<Record<string, string>> = {
  TimerStarted: 'starts',
  TimerFired: 'fires',
  TimerCanceled: 'is cancelled',
};

function words(event: HistoryEvent, opening: HistoryEvent | undefined): string {
  const { type } = event;
  const known = IN_WORDS[type];
  if (known) return known;
  const timer = TIMER_WORDS[type];
  if (timer) return `Timer of ${duration((opening ?? event).duration ?? 0)} ${timer}`;
  if (type === 'WorkflowExecutionSignaled') return `Signal ${event.name ?? ''} arrives`;
  if (type === 'WorkflowExecutionUpdateAccepted') return `Update ${event.name ?? ''} is accepted`;
  if (type === 'WorkflowExecutionUpdateCompleted') return `Update ${event.name ?? ''} is answered`;
  const plain = type.replace(/^ActivityTask/, '').replace(/([a-z])([A-Z])/g, '$1 $2');
  return type.startsWith('ActivityTask') ? plain.toLowerCase() : capital(plain.toLowerCase());
}

/** The failure that began it, or a short result. */
function detailOf(event: HistoryEvent): string | undefined {
  if (event.failure) {
    const { type, message, timeout } = rootOf(event.failure);
    if (timeout !== undefined) return `${timeout} timeout`;
    return message === '' ? type : `${type}: ${message}`;
  }
  if (event.result === undefined || event.result === null) return undefined;
  const text = JSON.stringify(event.result);
  return text.length <= 60 ? text : undefined;
}

function rootOf(failure: Failure): Failure {
  return failure.cause ? rootOf(failure.cause) : failure;
}
