import type { Divergence } from './divergence.ts';
import type { HistoryLine } from './diagnosis.ts';
import { eventText } from './lines.ts';
import { tellingInputs } from './inputs.ts';
import { notesOn, type Note } from './history-notes.ts';
import type { Entry } from './ledger.ts';
import type { Run } from './run.ts';
import type { HistoryEvent } from './runtime.ts';

/** Of a longer history, so many events are kept from its beginning, and as many from its end. */
const KEPT_EVENTS = 1000;

/** What a history is kept of: a run, or recorded events that somebody replayed. */
export type Subject = Pick<Run, 'events'> &
  Partial<
    Pick<Run, 'id' | 'workflow' | 'state' | 'title' | 'member' | 'worker' | 'world' | 'ledger'>
  >;

/** A run's event history as data to draw: no payloads but what tells its steps apart. */
export interface RunHistory {
  readonly workflow: string;
  /** How the run stood at last; absent for a history that was recorded before. */
  readonly state?: Run['state'];
  /** Which history of several this is, in words. */
  readonly title?: string;
  /** How many events there are in all; of very long histories, the middle is not kept. */
  readonly total: number;
  readonly events: readonly EventLine[];
  /** What happened beside the history, as far as the check knows. */
  readonly notes: readonly Note[];
  /** What it did to the world, in order; absent where nothing is known of that. */
  readonly ledger?: readonly Effect[];
}

/** One effect on the world, as the world recorded it. */
export interface Effect extends Pick<Entry, 'activity' | 'attempt' | 'account' | 'amount' | 'key'> {
  /** Virtual milliseconds since the run began. */
  readonly at: number;
}

/** The run that a check judged, and what it found. */
export interface JudgedRun {
  /** The check's id, such as `saga/undoes-in-reverse`. */
  readonly id: string;
  readonly promise: string;
  readonly outcome: 'pass' | 'fail';
  /** What the check did to the run, in words. */
  readonly when?: string;
  readonly history: RunHistory;
}

/** One event of a history. */
export interface EventLine {
  readonly id: number;
  /** Virtual milliseconds since the run began. */
  readonly at: number;
  /** What happened, in words. */
  readonly text: string;
  readonly given?: readonly string[];
  /** What it is part of: a workflow task, something that takes time, the run itself, or none. */
  readonly kind: 'task' | 'run' | 'other' | Span;
  /** The event that began what this one is about: an activity's scheduling, for its end. */
  readonly of?: number;
  /** Whether it begins something that ends by another event, or says that this is under way. */
  readonly step?: 'opens' | 'goes on';
  /** Which attempt of an activity it began, where the events say. */
  readonly attempt?: number;
  /** Whether the workflow task began with a replay, because the Worker had forgotten the run. */
  readonly replayed?: true;
  /** How the workflow task, the run, or what `of` began has ended by this event. */
  readonly closes?: Outcome;
  /** Whether it tells of a failure. */
  readonly failed?: true;
  /** Whether it is one to look at. */
  readonly marked?: true;
}

/** What takes time, from one event to another. */
export type Span = 'activity' | 'timer' | 'child' | 'update' | 'operation';

export type Outcome = 'done' | 'failed' | 'cancelled';

/** The events of everything that takes time: how they begin, and by which it is opened. */
const SPANS: readonly (readonly [Span, all: RegExp, opens: string])[] = [
  ['activity', /^ActivityTask/, 'ActivityTaskScheduled'],
  ['timer', /^Timer/, 'TimerStarted'],
  ['child', /^(Start)?ChildWorkflowExecution/, 'StartChildWorkflowExecutionInitiated'],
  ['update', /^WorkflowExecutionUpdate(Accepted|Completed)$/, 'WorkflowExecutionUpdateAccepted'],
  ['operation', /^NexusOperation/, 'NexusOperationScheduled'],
];
const CLOSES = /(Completed|Fired|Failed|TimedOut|Terminated|Canceled)$/;
const ENDS_RUN = /^WorkflowExecution(Completed|Failed|TimedOut|Terminated|Canceled)$/;
const FAILS = /(Failed|TimedOut|Terminated)$/;

/**
 * The history of a run, to be drawn later and elsewhere.
 *
 * @param found what a check found in it: the same events are marked
 */
export function runHistory(
  subject: Subject,
  found: {
    readonly lines?: readonly HistoryLine[];
    readonly divergence?: Divergence | undefined;
  } = {},
): RunHistory {
  const { events, workflow = events[0]?.name ?? '', state, title } = subject;
  const marked = new Set(found.lines?.flatMap((line) => (line.marked ? [line.event] : [])));
  const began = events[0]?.at ?? 0;
  const inputs = tellingInputs(events);
  const firstTask = events.find(({ type }) => type === 'WorkflowTaskStarted')?.id ?? Infinity;
  const replays = ({ id, type }: HistoryEvent) =>
    subject.worker === 'lost' && type === 'WorkflowTaskStarted' && id > firstTask;
  const kept =
    events.length <= 2 * KEPT_EVENTS
      ? events
      : [...events.slice(0, KEPT_EVENTS), ...events.slice(-KEPT_EVENTS)];
  return {
    workflow,
    ...(state === undefined ? {} : { state }),
    ...(title === undefined ? {} : { title: title.replace(/^History of |:$/g, '') }),
    total: events.length,
    events: kept.map((event) => {
      const given = inputs.get(event.id) ?? [];
      return {
        id: event.id,
        at: event.at - began,
        text: eventText(event, events),
        ...(given.length > 0 ? { given } : {}),
        ...partOf(event),
        ...(event.type === 'ActivityTaskStarted' ? { attempt: event.attempt ?? 1 } : {}),
        ...(replays(event) ? { replayed: true } : {}),
        ...(hasFailed(event) ? { failed: true } : {}),
        ...(marked.has(event.id) ? { marked: true } : {}),
      };
    }),
    notes: notesOn(subject, found.divergence),
    ...(subject.ledger ? { ledger: effectsOn(subject.ledger, began) } : {}),
  };
}

function effectsOn(ledger: Run['ledger'], began: number): Effect[] {
  return ledger.entries
    .slice(0, KEPT_EVENTS)
    .map(({ activity, attempt, account, amount, key, at }) => {
      const effect = { activity, attempt, account, amount, at: at - began };
      return key === undefined ? effect : { ...effect, key };
    });
}

/** What an event is part of, and what it begins or ends there. */
function partOf(event: HistoryEvent): Pick<EventLine, 'kind' | 'of' | 'step' | 'closes'> {
  const { type, of } = event;
  if (type === 'WorkflowTaskScheduled') return { kind: 'task', step: 'opens' };
  if (type.startsWith('WorkflowTask')) {
    return { kind: 'task', ...(type === 'WorkflowTaskCompleted' ? { closes: 'done' } : {}) };
  }
  const [kind, , opens] = SPANS.find(([, all]) => all.test(type)) ?? [];
  if (kind !== undefined && type === opens) return { kind, step: 'opens' };
  // A recorded history may answer an update without saying which.
  if (kind === undefined || of === undefined) {
    if (!type.startsWith('WorkflowExecution')) return { kind: 'other' };
    return { kind: 'run', ...(ENDS_RUN.test(type) ? { closes: outcome(event) } : {}) };
  }
  return { kind, of, ...(CLOSES.test(type) ? { closes: outcome(event) } : { step: 'goes on' }) };
}

function outcome(event: HistoryEvent): Outcome {
  if (hasFailed(event)) return 'failed';
  return event.type.endsWith('Canceled') ? 'cancelled' : 'done';
}

function hasFailed({ type, failure }: HistoryEvent): boolean {
  return FAILS.test(type) || (type === 'WorkflowExecutionUpdateCompleted' && failure !== undefined);
}
