/** What the readers of histories have in common, be they protobuf's, JSON or the simulator's own. */
import type { Failure } from './runtime.ts';

/** By an event's fields: how its timeouts are named. */
export const TIMEOUTS = {
  scheduleToCloseTimeout: 'scheduleToClose',
  scheduleToStartTimeout: 'scheduleToStart',
  startToCloseTimeout: 'startToClose',
  heartbeatTimeout: 'heartbeat',
  workflowExecutionTimeout: 'workflowExecution',
  workflowRunTimeout: 'workflowRun',
} as const;

/** By the protocol's names: which of an activity's timeouts struck. */
export const CLOCKS: Readonly<Record<string, Failure['timeout']>> = {
  TIMEOUT_TYPE_START_TO_CLOSE: 'start-to-close',
  TIMEOUT_TYPE_SCHEDULE_TO_START: 'schedule-to-start',
  TIMEOUT_TYPE_SCHEDULE_TO_CLOSE: 'schedule-to-close',
  TIMEOUT_TYPE_HEARTBEAT: 'heartbeat',
};

/** Of a message or a stack, nobody reads more; each takes its time wherever it is shown. */
export const LONGEST_TEXT = 10_000;

/** Which kind of failure it is: one of these is set. */
interface KindOfFailure {
  readonly applicationFailureInfo?: { readonly type?: string | null } | null;
  readonly timeoutFailureInfo?: object | null;
  readonly canceledFailureInfo?: object | null;
  readonly terminatedFailureInfo?: object | null;
  readonly activityFailureInfo?: object | null;
  readonly childWorkflowExecutionFailureInfo?: object | null;
}

export function failureType(failure: KindOfFailure): string {
  if (failure.applicationFailureInfo) return failure.applicationFailureInfo.type || 'Error';
  if (failure.timeoutFailureInfo) return 'TimeoutFailure';
  if (failure.canceledFailureInfo) return 'CancelledFailure';
  if (failure.terminatedFailureInfo) return 'TerminatedFailure';
  if (failure.activityFailureInfo) return 'ActivityFailure';
  if (failure.childWorkflowExecutionFailureInfo) return 'ChildWorkflowFailure';
  return 'ServerFailure';
}

/** The size of every payload's data below a value. */
export function payloadBytes(value: unknown): number {
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return 0;
  const { data } = value as { readonly data?: unknown };
  if (ArrayBuffer.isView(data)) return data.byteLength;
  return Object.values(value).reduce<number>((sum, part) => sum + payloadBytes(part), 0);
}
