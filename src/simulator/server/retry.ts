import type { RetryState } from '../history/enums.ts';
import type { Failure, RetryPolicy } from '../history/failure.ts';

/** The policy that an activity without one has. Source: the server's `defaultActivityRetryPolicy`. */
const DEFAULT: Required<RetryPolicy> = {
  initialInterval: 1000,
  backoffCoefficient: 2,
  maximumInterval: 0,
  maximumAttempts: 0,
  nonRetryableErrorTypes: [],
};
const MAXIMUM_INTERVAL_FACTOR = 100;

/** A policy with everything that it leaves to the server. */
export function completed(policy: RetryPolicy = {}): Required<RetryPolicy> {
  const initialInterval = policy.initialInterval || DEFAULT.initialInterval;
  return {
    initialInterval,
    backoffCoefficient: policy.backoffCoefficient || DEFAULT.backoffCoefficient,
    maximumInterval: policy.maximumInterval || initialInterval * MAXIMUM_INTERVAL_FACTOR,
    maximumAttempts: policy.maximumAttempts ?? DEFAULT.maximumAttempts,
    nonRetryableErrorTypes: policy.nonRetryableErrorTypes ?? [],
  };
}

/** Whether something is tried again: after so long, or why not. */
export type Decision =
  | { readonly again: true; readonly after: number }
  | { readonly again: false; readonly retryState: RetryState };

/**
 * Decides about another attempt.
 *
 * @param attempt the one that failed; the first is 1
 * @param until when all attempts must be over, in milliseconds since 1970
 */
export function decide(
  policy: Required<RetryPolicy>,
  attempt: number,
  failure: Failure,
  { now, until }: { readonly now: number; readonly until?: number | undefined },
): Decision {
  const info = failure.applicationFailureInfo;
  const no = (retryState: RetryState): Decision => ({ again: false, retryState });
  const type = info?.type ?? '';
  if (info?.nonRetryable || (info && policy.nonRetryableErrorTypes.includes(type))) {
    return no('RETRY_STATE_NON_RETRYABLE_FAILURE');
  }
  if (policy.maximumAttempts > 0 && attempt >= policy.maximumAttempts) {
    return no('RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED');
  }
  const after = info?.nextRetryDelay ?? backoff(policy, attempt);
  if (until !== undefined && now + after > until) return no('RETRY_STATE_TIMEOUT');
  return { again: true, after };
}

/** How long to wait before the attempt that follows this one. */
function backoff(policy: Required<RetryPolicy>, attempt: number): number {
  const grown = policy.initialInterval * policy.backoffCoefficient ** (attempt - 1);
  return Math.floor(Math.min(grown, policy.maximumInterval));
}
