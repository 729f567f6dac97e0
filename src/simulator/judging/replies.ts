import type { ActivityFailure, ActivityReply } from '../../kit/runtime.ts';
import type { Failure } from '../history/failure.ts';
import { jsonPayloads } from '../history/payload.ts';
import type { AttemptReply } from '../server/activity.ts';

/** What a world's reply is to the server; undefined where it is none. */
export function attemptReply(reply: ActivityReply): AttemptReply | undefined {
  switch (reply.kind) {
    case 'completed':
      return { completed: jsonPayloads([reply.result]) };
    case 'failed':
      return { failed: failureOf(reply.failure) };
    case 'cancelled':
      return { canceled: undefined };
    case 'lost':
    case 'pending':
      return undefined;
  }
}

/** A world's failure as the SDK would encode it. */
export function failureOf(failure: ActivityFailure): Failure {
  const { type, message, retryable, details, nextRetryDelay, cause } = failure;
  return {
    message,
    source: 'TypeScriptSDK',
    applicationFailureInfo: {
      type,
      nonRetryable: !retryable,
      ...(details ? { details: jsonPayloads(details) } : {}),
      ...(nextRetryDelay === undefined ? {} : { nextRetryDelay }),
    },
    ...(cause ? { cause: failureOf(cause) } : {}),
  };
}
