import type { Failure } from '../../kit/runtime.ts';
import { CodeFailure } from '../core/worker-run.ts';

/** Why an update failed: of an activity's failure not that there was one, but what it was. */
export function reasonOf(failure: Failure): string {
  if (failure.cause && /^(Activity|ChildWorkflow)Failure$/.test(failure.type)) {
    return reasonOf(failure.cause);
  }
  if (failure.timeout !== undefined) return `${failure.timeout} timeout`;
  return failure.message || failure.type;
}

/** As the SDK tells of a replay that failed, so that the same reader understands it. */
export function messageOf(error: Error): string {
  if (!(error instanceof CodeFailure)) return error.message;
  const { message = '', stackTrace = '' } = error.failure;
  return `Failure { message: ${JSON.stringify(message)}, stack_trace: ${JSON.stringify(stackTrace)} }`;
}
