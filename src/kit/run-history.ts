import type { HistoryLine } from './diagnosis.ts';
import { eventText } from './lines.ts';
import { tellingInputs } from './inputs.ts';
import type { Run } from './run.ts';
import type { HistoryEvent } from './runtime.ts';

/** Of a longer history, so many events are kept from its beginning, and as many from its end. */
const KEPT_EVENTS = 1000;

/** What a history is kept of: a run, or recorded events that somebody replayed. */
export type Subject = Pick<Run, 'events'> & Partial<Pick<Run, 'workflow' | 'state' | 'title'>>;

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
}

/** One event of it. */
export interface EventLine {
  readonly id: number;
  /** Virtual milliseconds since the run began. */
  readonly at: number;
  /** What happened, in words. */
  readonly text: string;
  readonly given?: readonly string[];
  /** What it is part of: a workflow task, something that takes time, or neither. */
  readonly kind: 'task' | 'span' | 'other';
  /** The event that began what this one is about: an activity's scheduling, for its end. */
  readonly of?: number;
  /** Whether it begins something that ends by another event, or says that this is under way. */
  readonly step?: 'opens' | 'goes on';
  /** Which attempt of an activity it began, where the events say. */
  readonly attempt?: number;
  /** How a workflow task, or what `of` began, has ended by this event. */
  readonly closes?: Outcome;
  /** Whether it tells of a failure. */
  readonly failed?: true;
  /** Whether it is one to look at. */
  readonly marked?: true;
}

export type Outcome = 'done' | 'failed' | 'cancelled';

const OPENS =
  /^(ActivityTaskScheduled|TimerStarted|StartChildWorkflowExecutionInitiated|NexusOperationScheduled)$/;
const CLOSES =
  /^(ActivityTask|Timer|ChildWorkflowExecution|StartChildWorkflowExecution|NexusOperation)(Completed|Fired|Failed|TimedOut|Terminated|Canceled)$/;
const FAILS = /(Failed|TimedOut|Terminated)$/;

/**
 * The history of a run, to be drawn later and elsewhere.
 *
 * @param lines of the diagnosis that was made of it: the same events are marked
 */
export function runHistory(
  { events, workflow = events[0]?.name ?? '', state, title }: Subject,
  lines: readonly HistoryLine[] = [],
): RunHistory {
  const marked = new Set(lines.flatMap((line) => (line.marked ? [line.event] : [])));
  const began = events[0]?.at ?? 0;
  const inputs = tellingInputs(events);
  const kept =
    events.length <= 2 * KEPT_EVENTS
      ? events
      : [...events.slice(0, KEPT_EVENTS), ...events.slice(-KEPT_EVENTS)];
  return {
    workflow,
    ...(state === undefined ? {} : { state }),
    ...(title === undefined ? {} : { title: title.replace(/:$/, '') }),
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
        ...(hasFailed(event) ? { failed: true } : {}),
        ...(marked.has(event.id) ? { marked: true } : {}),
      };
    }),
  };
}

/** What an event is part of, and what it begins or ends there. */
function partOf({ type, of }: HistoryEvent): Pick<EventLine, 'kind' | 'of' | 'step' | 'closes'> {
  if (type === 'WorkflowTaskScheduled') return { kind: 'task', step: 'opens' };
  if (type.startsWith('WorkflowTask')) {
    return { kind: 'task', ...(type === 'WorkflowTaskCompleted' ? { closes: 'done' } : {}) };
  }
  if (OPENS.test(type)) return { kind: 'span', step: 'opens' };
  if (of === undefined || !/^(ActivityTask|Timer|.*ChildWorkflow|NexusOperation)/.test(type)) {
    return { kind: 'other' };
  }
  return {
    kind: 'span',
    of,
    ...(CLOSES.test(type) ? { closes: outcome(type) } : { step: 'goes on' }),
  };
}

function outcome(type: string): Outcome {
  if (FAILS.test(type)) return 'failed';
  return type.endsWith('Canceled') ? 'cancelled' : 'done';
}

function hasFailed({ type, failure }: HistoryEvent): boolean {
  return FAILS.test(type) || (type === 'WorkflowExecutionUpdateCompleted' && failure !== undefined);
}
