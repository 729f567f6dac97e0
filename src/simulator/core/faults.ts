import type { HistoryEvent } from '../history/event.ts';

/** The code does not do what the history says that it did. The texts are those of the SDK's core. */
export class Nondeterminism extends Error {
  constructor(text: string) {
    super(`[TMPRL1100] Nondeterminism error: ${text}`);
  }
}

/** The history, or what the code asks for, is none that can be. */
export class Fatal extends Error {
  constructor(text: string) {
    super(`Fatal error in workflow machines: ${text}`);
  }
}

/** An event as the SDK's core names it in its errors. */
export function named({ eventId, type }: HistoryEvent): string {
  return `HistoryEvent(id: ${eventId}, ${type})`;
}
