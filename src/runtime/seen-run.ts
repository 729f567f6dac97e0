import type { temporal } from '@temporalio/proto';
import type { HistoryEvent } from '../kit/runtime.ts';
import type { TestedRun } from '../kit/tested.ts';
import { protocol } from './protocol.ts';

const { PendingActivityState, WorkflowExecutionStatus: Status } = protocol.enums.v1;
const STATES: Readonly<Record<number, TestedRun['state']>> = {
  [Status.WORKFLOW_EXECUTION_STATUS_COMPLETED]: 'completed',
  [Status.WORKFLOW_EXECUTION_STATUS_FAILED]: 'failed',
  [Status.WORKFLOW_EXECUTION_STATUS_CANCELED]: 'cancelled',
  [Status.WORKFLOW_EXECUTION_STATUS_TERMINATED]: 'terminated',
  [Status.WORKFLOW_EXECUTION_STATUS_TIMED_OUT]: 'timed-out',
};

/** A run as the server sees it at one moment. */
export interface SeenRun extends TestedRun {
  readonly id: string;
  readonly taskQueue: string;
  readonly history: readonly HistoryEvent[];
  readonly pending: readonly PendingActivity[];
}

export interface PendingActivity {
  readonly name: string;
  readonly attempt: number;
  readonly atWork: boolean;
  readonly lastFailure: string | undefined;
}

/** A run that was started. */
export interface Started {
  readonly id: string;
  readonly workflow: string;
  readonly taskQueue: string;
}

/** What the server says of a run, put together. */
export function seenRun(
  { id, workflow, taskQueue }: Started,
  description: temporal.api.workflowservice.v1.IDescribeWorkflowExecutionResponse,
  history: readonly HistoryEvent[],
): SeenRun {
  return {
    id,
    workflow,
    taskQueue,
    history,
    state: STATES[description.workflowExecutionInfo?.status ?? 0] ?? 'open',
    events: history.length,
    duration: (history.at(-1)?.at ?? 0) - (history[0]?.at ?? 0),
    pending: (description.pendingActivities ?? []).map((activity) => ({
      name: activity.activityType?.name ?? '',
      attempt: activity.attempt ?? 1,
      atWork: activity.state === PendingActivityState.PENDING_ACTIVITY_STATE_STARTED,
      lastFailure: activity.lastFailure?.message ?? undefined,
    })),
  };
}
