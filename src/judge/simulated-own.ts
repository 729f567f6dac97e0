import type { ActivityReply, ActivityTask } from '../kit/runtime.ts';
import { AttemptClock } from '../runtime/attempt-clock.ts';
import { payloads, proto } from '../runtime/connection.ts';
import { milliseconds } from '../runtime/events.ts';
import type { OwnAttempt } from '../runtime/own-code.ts';
import { protocol } from '../runtime/protocol.ts';
import type { ErrorCategory } from '../simulator/history/enums.ts';
import type { Failure } from '../simulator/history/failure.ts';
import { jsonPayloads } from '../simulator/history/payload.ts';
import type { Attempt } from '../simulator/performer.ts';
import type { AttemptReply } from '../simulator/server/activity.ts';

/**
 * An attempt on the simulator, as the answer's own code is given it.
 *
 * @param idleUntil lets virtual time pass while the attempt waits
 */
export function ownAttempt(
  task: ActivityTask,
  { activity, attempt }: Attempt,
  taskQueue: string,
  idleUntil: (moment: number) => Promise<void>,
): OwnAttempt {
  const { asked, execution } = activity;
  const own: OwnAttempt = {
    token: task.token,
    name: task.name,
    run: task.run,
    taskQueue,
    clock: new AttemptClock(activity.startedAt, idleUntil),
    calls: 0,
    cancelReason: undefined,
    task: (isOwn) => ({ ...task, own: isOwn }),
    async beat(details) {
      if (!activity.isUnderWay(attempt)) own.cancelReason = 'NOT_FOUND';
      else if (activity.beat(jsonPayloads([details]))) own.cancelReason = 'CANCELLED';
    },
    polled: {
      taskToken: new TextEncoder().encode(task.token),
      activityId: asked.activityId,
      activityType: asked.activityType,
      workflowType: { name: execution.request.workflowType },
      workflowExecution: execution.reference,
      input: payloads(task.args),
      ...(task.heartbeat === undefined ? {} : { heartbeatDetails: payloads([task.heartbeat]) }),
      attempt,
      scheduledTime: proto(activity.scheduledAt),
      currentAttemptScheduledTime: proto(activity.attemptScheduledAt),
      startedTime: proto(activity.startedAt),
      scheduleToCloseTimeout: proto(asked.scheduleToCloseTimeout),
      startToCloseTimeout: proto(asked.startToCloseTimeout),
      heartbeatTimeout: proto(asked.heartbeatTimeout),
    },
  };
  return own;
}

/** What the SDK made of an activity's result or error, for the simulator; else undefined. */
export function encodedReply(reply: ActivityReply): AttemptReply | undefined {
  if (!('encoded' in reply) || !reply.encoded) return undefined;
  if (reply.kind === 'completed') {
    const { metadata, data } = protocol.common.v1.Payload.decode(reply.encoded);
    return { completed: { payloads: [{ metadata, data }] } };
  }
  return { failed: plainFailure(protocol.failure.v1.Failure.decode(reply.encoded)) };
}

type ProtoFailure = Parameters<typeof protocol.failure.v1.Failure.encode>[0];

function plainFailure(failure: ProtoFailure): Failure {
  const { message, source, stackTrace, cause, applicationFailureInfo: info } = failure;
  return {
    message: message ?? '',
    source: source ?? '',
    ...(stackTrace ? { stackTrace } : {}),
    ...(cause ? { cause: plainFailure(cause) } : {}),
    ...(failure.canceledFailureInfo ? { canceledFailureInfo: {} } : {}),
    ...(info
      ? {
          applicationFailureInfo: {
            type: info.type ?? '',
            nonRetryable: info.nonRetryable ?? false,
            ...(info.details ? { details: info.details as { payloads: [] } } : {}),
            ...(info.nextRetryDelay ? { nextRetryDelay: milliseconds(info.nextRetryDelay) } : {}),
            ...(info.category
              ? { category: 'APPLICATION_ERROR_CATEGORY_BENIGN' satisfies ErrorCategory }
              : {}),
          },
        }
      : {}),
  };
}
