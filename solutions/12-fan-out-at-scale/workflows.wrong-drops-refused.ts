/** @caughtBy fan-out-at-scale/contains-refusals */
// Logs a refused order and goes on. The report knows nothing of it.
import {
  defineQuery,
  executeChild,
  isCancellation,
  log,
  proxyActivities,
  setHandler,
  startChild,
} from '@temporalio/workflow';
import type { Activities, Span } from './activities.ts';
import { LETTERS_PER_ORDER } from './limits.ts';
import { collectReturns } from './returns.ts';

export { collectReturns };

export interface Mailing {
  id: string;
  /** Everybody in the register gets a letter: residents 1 to `residents`. */
  residents: number;
  /** So many orders, and no more, may be at the printing house at the same time. */
  ordersAtOnce: number;
}

export interface Outcome {
  /** How many letters were sent. */
  sent: number;
  /** The orders that were refused for good. */
  refused: Span[];
}

/** How many letters were sent so far, as far as the mailing knows. It may lag by a batch. */
export const progress = defineQuery<number>('progress');

const { sendLetters } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

/** An order costs its batch 6 events, and a batch costs the mailing 9 at most. */
const ORDERS_PER_BATCH = 12;

/** Sends a letter to every resident, however many there are. */
export async function sendMailing(mailing: Mailing): Promise<Outcome> {
  const { id, residents, ordersAtOnce } = mailing;
  const outcome: Outcome = { sent: 0, refused: [] };
  setHandler(progress, () => outcome.sent);

  // A batch has one order at the printing house at a time, so lanes of batches keep the limit.
  const line = cut({ first: 1, last: residents }, ORDERS_PER_BATCH * LETTERS_PER_ORDER).values();
  const lane = async () => {
    for (const span of line) {
      const { sent, refused } = await executeChild(sendBatch, { args: [id, span] });
      outcome.sent += sent;
      outcome.refused.push(...refused);
    }
  };
  await Promise.all(Array.from({ length: ordersAtOnce }, lane));

  // The await is for the start alone: a child that has not started ends with its parent.
  await startChild(collectReturns, { args: [id], parentClosePolicy: 'ABANDON' });
  return outcome;
}

/** Sends the letters of one batch, order by order. */
export async function sendBatch(mailing: string, batch: Span): Promise<Outcome> {
  const outcome: Outcome = { sent: 0, refused: [] };
  for (const span of cut(batch, LETTERS_PER_ORDER)) {
    try {
      await sendLetters({ mailing, ...span, key: `${span.first}-${span.last}` });
      outcome.sent += span.last - span.first + 1;
    } catch (error) {
      if (isCancellation(error)) throw error;
      log.warn('An order was refused', { ...span, error });
    }
  }
  return outcome;
}

/** Spans of at most `size` residents. */
function cut({ first, last }: Span, size: number): Span[] {
  const spans: Span[] = [];
  for (let next = first; next <= last; next += size) {
    spans.push({ first: next, last: Math.min(next + size - 1, last) });
  }
  return spans;
}
