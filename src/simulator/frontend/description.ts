import { long, timestamp } from '../sandbox/wire.ts';
import type { Execution, Status } from '../server/execution.ts';

/** The protocol's numbers: temporal/api/enums/v1/workflow.proto. */
const STATUS = {
  completed: 2,
  failed: 3,
  canceled: 4,
  terminated: 5,
  'continued-as-new': 6,
  'timed-out': 7,
} as const satisfies Record<Status, number>;
const RUNNING = 1;

/** What the server tells of an execution, as a message of the protocol. */
export function description(execution: Execution) {
  const { history, request, origin, status } = execution;
  const { memo, searchAttributes } = request;
  const start = history.events[0]?.eventTime ?? 0;
  const end = history.events.at(-1)?.eventTime ?? 0;
  const { parent } = origin;
  return {
    workflowExecutionInfo: {
      execution: execution.reference,
      type: { name: request.workflowType },
      startTime: timestamp(start),
      executionTime: timestamp(start + (origin.backoff ?? 0)),
      ...(status ? { closeTime: timestamp(end) } : {}),
      status: status ? STATUS[status] : RUNNING,
      historyLength: long(history.events.length),
      taskQueue: request.taskQueue,
      ...(memo ? { memo } : {}),
      ...(searchAttributes ? { searchAttributes } : {}),
      ...(parent ? { parentExecution: parent.execution.reference } : {}),
      rootExecution: execution.root.reference,
      firstRunId: origin.firstRunId,
    },
    pendingActivities: [...execution.activities.values()]
      .filter(({ state }) => state !== 'over')
      .map((activity) => ({
        activityId: activity.asked.activityId,
        activityType: activity.asked.activityType,
        state: activity.cancelRequested ? 3 : activity.state === 'started' ? 2 : 1,
        attempt: activity.attempt,
      })),
  };
}
