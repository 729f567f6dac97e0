import type { Info } from '@temporalio/activity';
import {
  arrayFromPayloads,
  decodePriority,
  decompileRetryPolicy,
  defaultPayloadConverter,
} from '@temporalio/common';
import type { Logger } from '@temporalio/common/lib/logger.js';
import type { coresdk } from '@temporalio/proto';
import { milliseconds } from './events.ts';
import { NAMESPACE, type WorkOutcome } from './host-protocol.ts';
import { protocol } from './protocol.ts';

/** Prints what the answer logs by the SDK's own `log`, and nothing else. */
export const logger = {
  log(level: string, message: string, meta?: Record<string, unknown>) {
    if (meta?.['sdkComponent'] === 'activity') process.stdout.write(`[${level}] ${message}\n`);
  },
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
} as Logger;

type Polled = ReturnType<typeof protocol.workflowservice.v1.PollActivityTaskQueueResponse.decode>;

/** What an activity may know about itself, made as the SDK's Worker makes it. */
export function infoOf(polled: Polled, taskQueue: string): Info {
  const taskToken = polled.taskToken;
  const details = polled.heartbeatDetails?.payloads;
  const heartbeatTimeout = milliseconds(polled.heartbeatTimeout);
  return {
    taskToken,
    base64TaskToken: Buffer.from(taskToken).toString('base64'),
    taskQueue,
    activityId: polled.activityId,
    activityType: polled.activityType?.name ?? '',
    namespace: NAMESPACE,
    workflowExecution: {
      workflowId: polled.workflowExecution?.workflowId ?? '',
      runId: polled.workflowExecution?.runId ?? '',
    },
    workflowType: polled.workflowType?.name ?? '',
    attempt: polled.attempt,
    isLocal: false,
    inWorkflow: true,
    ...(heartbeatTimeout > 0 ? { heartbeatTimeoutMs: heartbeatTimeout } : {}),
    heartbeatDetails: arrayFromPayloads(defaultPayloadConverter, details)[0],
    scheduledTimestampMs: milliseconds(polled.scheduledTime),
    startToCloseTimeoutMs: milliseconds(polled.startToCloseTimeout),
    scheduleToCloseTimeoutMs: milliseconds(polled.scheduleToCloseTimeout),
    currentAttemptScheduledTimestampMs: milliseconds(polled.currentAttemptScheduledTime),
    priority: decodePriority(polled.priority),
    ...(polled.retryPolicy ? { retryPolicy: decompileRetryPolicy(polled.retryPolicy) } : {}),
  } as Info;
}

/** What an attempt came to, as it goes to the server. */
export function outcomeOf(result: coresdk.activity_result.IActivityExecutionResult): WorkOutcome {
  const { Payload } = protocol.common.v1;
  if (result.completed) {
    const { result: payload } = result.completed;
    return { kind: 'completed', payload: payload ? Payload.encode(payload).finish() : undefined };
  }
  if (result.failed) {
    const failure = protocol.failure.v1.Failure.encode(result.failed.failure ?? {}).finish();
    return { kind: 'failed', failure };
  }
  return { kind: result.cancelled ? 'cancelled' : 'async' };
}
