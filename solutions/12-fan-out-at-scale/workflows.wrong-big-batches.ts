/** @caughtBy fan-out-at-scale/short-histories */
// Has heard of a thousand items for each child, and takes that for a law.
import {
  defineQuery,
  executeChild,
  isCancellation,
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

/** A million is a thousand children with a thousand items each. */
const ORDERS_PER_BATCH = 1000;

/** Sends a letter to every resident, however many there are. */
export async function sendMailing(mailing: Mailing): Promise<Outcome> {
  const { id, residents, ordersAtOnce } = mailing;
  const outcome: Outcome = { sent: 0, refused: [] };
  setHandler(progress, () => outcome.sent);

  const line = cut({ first: 1, last: residents }, ORDERS_PER_BATCH * LETTERS_PER_ORDER).values();
  {
    for (const span of line) {
      const { sent, refused } = await executeChild(sendBatch, { args: [id, span, ordersAtOnce] });
      outcome.sent += sent;
      outcome.refused.push(...refused);
    }
  }

  // The await is for the start alone: a child that has not started ends with its parent.
  await startChild(collectReturns, { args: [id], parentClosePolicy: 'ABANDON' });
  return outcome;
}

/** Sends the letters of one batch, several orders at a time. */
export async function sendBatch(
  mailing: string,
  batch: Span,
  ordersAtOnce: number,
): Promise<Outcome> {
  const outcome: Outcome = { sent: 0, refused: [] };
  const line = cut(batch, LETTERS_PER_ORDER).values();
  const lane = async () => {
    for (const span of line) {
      try {
        await sendLetters({ mailing, ...span, key: `${span.first}-${span.last}` });
        outcome.sent += span.last - span.first + 1;
      } catch (error) {
        if (isCancellation(error)) throw error;
        outcome.refused.push(span);
      }
    }
  };
  await Promise.all(Array.from({ length: ordersAtOnce }, lane));
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
