/** What was told is not told again for so long, in milliseconds. */
const QUIET_MS = 30_000;
/** SQLite's number for a disk that is full: https://www.sqlite.org/rescode.html#full */
const FULL = 13;

/**
 * Tells who leads a room what went wrong in the board: once for a while, though two hundred learners
 * meet it every few seconds.
 */
export function tellsTrouble(tell: (text: string) => void): (error: Error) => void {
  const told = new Map<string, number>();
  return (error) => {
    const text = isFull(error)
      ? 'The disk is full: nothing more is written down. Make room; what learners do is kept on their machines, and comes then.'
      : `Something went wrong on the board: ${error.stack ?? error.message}`;
    const now = Date.now();
    if (now - (told.get(text) ?? 0) < QUIET_MS) return;
    told.set(text, now);
    tell(text);
  };
}

function isFull(error: Error): boolean {
  return 'errcode' in error && error.errcode === FULL;
}
