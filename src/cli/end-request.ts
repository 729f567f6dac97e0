/** Told to end, a command ends at once, unless it wants to end in order. */
let inOrder: (() => void) | undefined;

/**
 * Lets a command end in order when it is told to end; told once more, it ends at once.
 *
 * @param onRequest is called when it is told
 */
export function endInOrder(onRequest: () => void): AbortSignal {
  const ending = new AbortController();
  inOrder = () => {
    inOrder = undefined;
    onRequest();
    ending.abort();
  };
  return ending.signal;
}

/** The process was told to end; whether somebody sees to that. */
export function isSeenTo(): boolean {
  const seenTo = inOrder !== undefined;
  inOrder?.();
  return seenTo;
}
