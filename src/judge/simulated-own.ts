import type { ActivityReply, ActivityTask } from '../kit/runtime.ts';
import { AttemptClock } from '../runtime/attempt-clock.ts';
import { payloads, proto } from '../runtime/connection.ts';
import type { OwnAttempt } from '../runtime/own-code.ts';
import { protocol } from '../runtime/protocol.ts';
import type { Failure } from '../simulator/history/failure.ts';
import { jsonPayloads } from '../simulator/history/payload.ts';
import type { Attempt } from '../simulator/performer.ts';
import { plainOf } from '../simulator/sandbox/wire.ts';
import type { AttemptReply } from '../simulator/server/activity.ts';
import type { Execution } from '../simulator/server/execution.ts';

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
      taskToken: taskToken(task.token, execution),
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

/** As the server's, a token tells of the execution that it belongs to. */
function taskToken(token: string, { workflowId, runId }: Execution): Uint8Array {
  return new TextEncoder().encode([workflowId, runId, token].join(' '));
}

/** The attempt's name in a task token. */
export function tokenIn(taskToken: Uint8Array): string {
  return new TextDecoder().decode(taskToken).split(' ').at(-1) ?? '';
}

/** What the SDK made of an activity's result or error, for the simulator; else undefined. */
export function encodedReply(reply: ActivityReply): AttemptReply | undefined {
  if (!('encoded' in reply) || !reply.encoded) return undefined;
  if (reply.kind === 'completed') {
    const { metadata, data } = protocol.common.v1.Payload.decode(reply.encoded);
    return { completed: { payloads: [{ metadata, data }] } };
  }
  return { failed: plainOf<Failure>(protocol.failure.v1.Failure.decode(reply.encoded)) };
}
