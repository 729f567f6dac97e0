import type { HistoryEvent } from './runtime.ts';

/** What a run is waiting for: opened by one event, closed by another that names the first. */
const OPENS = new Set([
  'ActivityTaskScheduled',
  'TimerStarted',
  'StartChildWorkflowExecutionInitiated',
  'SignalExternalWorkflowExecutionInitiated',
  'RequestCancelExternalWorkflowExecutionInitiated',
]);
const CLOSES = new Set([
  'ActivityTaskCompleted',
  'ActivityTaskFailed',
  'ActivityTaskTimedOut',
  'ActivityTaskCanceled',
  'TimerFired',
  'TimerCanceled',
  'ChildWorkflowExecutionCompleted',
  'ChildWorkflowExecutionFailed',
  'ChildWorkflowExecutionCanceled',
  'ChildWorkflowExecutionTimedOut',
  'ChildWorkflowExecutionTerminated',
  'StartChildWorkflowExecutionFailed',
  'ExternalWorkflowExecutionSignaled',
  'SignalExternalWorkflowExecutionFailed',
  'ExternalWorkflowExecutionCancelRequested',
  'RequestCancelExternalWorkflowExecutionFailed',
]);

/** Whether a workflow task is waiting, under way, or about to be tried again. */
export function isTaskPending(events: readonly HistoryEvent[]): boolean {
  const last = events.findLast(({ type }) => type.startsWith('WorkflowTask'));
  return last?.type !== 'WorkflowTaskCompleted';
}

/** Whether an activity was scheduled whose end is not recorded. */
export function hasOpenActivity(events: readonly HistoryEvent[]): boolean {
  const ended = new Set(events.flatMap(({ type, of }) => (CLOSES.has(type) ? [of] : [])));
  return events.some(({ type, id }) => type === 'ActivityTaskScheduled' && !ended.has(id));
}

/**
 * Whether nothing that the server knows of will ever wake the run.
 *
 * @param but children that are idle themselves wake nobody
 */
export function isIdle(events: readonly HistoryEvent[], but?: 'but for children'): boolean {
  if (isTaskPending(events)) return false;
  const open = new Set<number>();
  for (const { id, type, of } of events) {
    if (OPENS.has(type)) open.add(id);
    if (but && type === 'ChildWorkflowExecutionStarted' && of !== undefined) open.delete(of);
    if (CLOSES.has(type) && of !== undefined) open.delete(of);
  }
  return open.size === 0;
}

/** The events by which tasks were sent to a queue from which nobody takes them. */
export function tasksForNobody(
  events: readonly HistoryEvent[],
  served: ReadonlySet<string>,
): HistoryEvent[] {
  const over = new Set(events.flatMap(({ type, of }) => (CLOSES.has(type) ? [of] : [])));
  return events.filter(
    ({ id, type, taskQueue }) =>
      taskQueue !== undefined &&
      !over.has(id) &&
      // A Worker for workflows polls the workflow's own queue alone.
      (type !== 'ActivityTaskScheduled' || !served.has(taskQueue)),
  );
}
