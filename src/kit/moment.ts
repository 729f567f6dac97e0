import type { HistoryEvent } from './history.ts';

/** What the history of an open run says of this moment. */
type Events = readonly HistoryEvent[];

const OVER = /^WorkflowExecution(Completed|Failed|Canceled|Terminated|TimedOut)$/;
const CONTINUED = 'WorkflowExecutionContinuedAsNew';
const ACTIVITY_ENDS = /^ActivityTask(Completed|Failed|TimedOut|Canceled)$/;

/** Whether the run has ended, and no other goes on in its place. */
export function isOver(events: Events): boolean {
  return OVER.test(events.at(-1)?.type ?? '');
}

/** Whether the run has ended, be it that the next one of its chain goes on. */
export function isEnded(events: Events): boolean {
  return isOver(events) || events.at(-1)?.type === CONTINUED;
}

/** Whether the workflow has done what it can for now. */
export function isResting(events: Events): boolean {
  const task = events.findLast(({ type }) => type.startsWith('WorkflowTask'));
  return task?.type === 'WorkflowTaskCompleted' && !isEnded(events);
}

/** Whether the workflow's own code fails, as far as is known. */
export function isFailing(events: Events): boolean {
  const task = events.findLast(({ type }) => /^WorkflowTask(Completed|Failed)$/.test(type));
  return task?.type === 'WorkflowTaskFailed';
}

/** The events by which the activities were scheduled that are under way. */
export function openActivities(events: Events): HistoryEvent[] {
  const ended = new Set(events.flatMap(({ type, of }) => (ACTIVITY_ENDS.test(type) ? [of] : [])));
  return events.filter(({ id, type }) => type === 'ActivityTaskScheduled' && !ended.has(id));
}

/** The updates that a run has accepted and not answered. */
export function unanswered(events: Events): HistoryEvent[] {
  const answered = new Set(
    events.flatMap(({ type, of }) => (type === 'WorkflowExecutionUpdateCompleted' ? [of] : [])),
  );
  return events.filter(
    ({ id, type }) => type === 'WorkflowExecutionUpdateAccepted' && !answered.has(id),
  );
}

/**
 * How many updates were accepted by runs that ended without an answer to them. The test server
 * (1.38) tells their senders nothing when a run continues as new.
 *
 * @param chain the histories of all runs of a chain
 */
export function cutOff(chain: readonly Events[]): number {
  return chain.flatMap((events) => (isEnded(events) ? unanswered(events) : [])).length;
}
