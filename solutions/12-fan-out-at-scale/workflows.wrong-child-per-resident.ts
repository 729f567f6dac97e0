/** @caughtBy fan-out-at-scale/one-letter-each */
// Thinks in residents: a child for each, with an order of one letter.
import {
  defineQuery,
  executeChild,
  isCancellation,
  proxyActivities,
  setHandler,
  startChild,
} from '@temporalio/workflow';
import type { Activities, Span } from './activities.ts';
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

/** Sends a letter to every resident, however many there are. */
export async function sendMailing(mailing: Mailing): Promise<Outcome> {
  const { id, residents, ordersAtOnce } = mailing;
  const outcome: Outcome = { sent: 0, refused: [] };
  setHandler(progress, () => outcome.sent);

  const line = cut({ first: 1, last: residents }, 1).values();
  const lane = async () => {
    for (const span of line) {
      const { sent, refused } = await executeChild(invite, { args: [id, span] });
      outcome.sent += sent;
      outcome.refused.push(...refused);
    }
  };
  await Promise.all(Array.from({ length: ordersAtOnce }, lane));

  // The await is for the start alone: a child that has not started ends with its parent.
  await startChild(collectReturns, { args: [id], parentClosePolicy: 'ABANDON' });
  return outcome;
}

/** Invites one resident. */
export async function invite(mailing: string, span: Span): Promise<Outcome> {
  try {
    await sendLetters({ mailing, ...span, key: `${span.first}` });
    return { sent: 1, refused: [] };
  } catch (error) {
    if (isCancellation(error)) throw error;
    return { sent: 0, refused: [span] };
  }
}

/** Spans of at most `size` residents. */
function cut({ first, last }: Span, size: number): Span[] {
  const spans: Span[] = [];
  for (let next = first; next <= last; next += size) {
    spans.push({ first: next, last: Math.min(next + size - 1, last) });
  }
  return spans;
}
