/** What services are asked with. An answer may send anything. */

/** What is told of a request that can't be told. */
export const MALFORMED = 'the request is malformed';

/** Longest text of a request that a failure repeats. */
const MOST_TEXT = 160;

/**
 * Whether data can be told as text: JSON may have a `toString` of its own, which nobody can call, and
 * what comes from an answer's own activities may have big integers, which JSON has not.
 */
export function isTellable(data: unknown): boolean {
  if (typeof data === 'bigint') return false;
  if (typeof data !== 'object' || data === null || ArrayBuffer.isView(data)) return true;
  return !Object.hasOwn(data, 'toString') && Object.values(data).every(isTellable);
}

/** A request that can be told, in a failure. */
export function requestText(request: unknown): string {
  const text = JSON.stringify(request) ?? 'nothing';
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)} …` : text;
}
