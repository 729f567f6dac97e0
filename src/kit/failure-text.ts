import type { Failure } from './runtime.ts';

/** A failure's message with those of its causes, for a person. */
export function whole(failure: Failure | undefined): string {
  if (!failure) return 'the workflow task failed';
  const cause = failure.cause ? `\ncaused by ${whole(failure.cause)}` : '';
  return `${failure.stack || failure.message}${cause}`;
}
