import type { Failure } from './runtime.ts';

/** A failure's message with those of its causes, for a person. */
export function whole(failure: Failure | undefined): string {
  if (!failure) return 'the workflow task failed';
  const cause = failure.cause ? `\ncaused by ${whole(failure.cause)}` : '';
  return `${failure.stack || failure.message}${cause}`;
}

/**
 * Why a query was refused, for a person: without the code of the transport (`3 INVALID_ARGUMENT: `),
 * and without the queries that the SDK brings along (`__stack_trace` and others).
 */
export function refusedQuery(message: string): string {
  return message
    .replace(/^\d+ [A-Z_]+: /, '')
    .replace(/\b__\w+ ?/g, '')
    .replace(/ Registered queries: \[\s*\]/, '');
}

/** Why something failed: of an activity's or a child's failure not that there was one, but what it was. */
export function reasonOf(failure: Failure): string {
  if (failure.cause && /^(Activity|ChildWorkflow)Failure$/.test(failure.type)) {
    return reasonOf(failure.cause);
  }
  if (failure.timeout !== undefined) return `${failure.timeout} timeout`;
  return failure.message || failure.type;
}
