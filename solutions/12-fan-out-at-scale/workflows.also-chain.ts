// No children for the batches at all: a run does some orders, and continues as new with the rest.
import {
  continueAsNew,
  defineQuery,
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

const ORDERS_PER_RUN = 16;

/** @param before what earlier runs of the chain did, and the first resident that they left */
export async function sendMailing(
  mailing: Mailing,
  before: Outcome & { next: number } = { sent: 0, refused: [], next: 1 },
): Promise<Outcome> {
  const { id, residents, ordersAtOnce } = mailing;
  const state = before;
  setHandler(progress, () => state.sent);

  let orders = 0;
  const lane = async () => {
    while (state.next <= residents && orders < ORDERS_PER_RUN) {
      orders += 1;
      const first = state.next;
      const last = Math.min(first + LETTERS_PER_ORDER - 1, residents);
      state.next = last + 1;
      await order(id, { first, last }, state);
    }
  };
  await Promise.all(Array.from({ length: ordersAtOnce }, lane));
  if (state.next <= residents) await continueAsNew<typeof sendMailing>(mailing, state);

  await startChild(collectReturns, { args: [id], parentClosePolicy: 'ABANDON' });
  return { sent: state.sent, refused: state.refused };
}

async function order(mailing: string, span: Span, outcome: Outcome): Promise<void> {
  try {
    await sendLetters({ mailing, key: JSON.stringify(span), ...span });
    outcome.sent += span.last - span.first + 1;
  } catch (error) {
    if (isCancellation(error)) throw error;
    outcome.refused.push(span);
  }
}
