// One batch after the other, and lanes in each: the limit is kept where the orders are given.
import {
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

const { sendLetters } = proxyActivities<Activities>({
  startToCloseTimeout: '30 seconds',
  retry: { maximumInterval: '10 minutes' },
});

const BATCH = 15 * LETTERS_PER_ORDER;

export async function sendMailing({ id, residents, ordersAtOnce }: Mailing): Promise<Outcome> {
  const done: Outcome[] = [];
  const sent = () => done.reduce((sum, outcome) => sum + outcome.sent, 0);
  setHandler(progress, sent);
  for (let first = 1; first <= residents; first += BATCH) {
    const batch = { first, last: Math.min(first + BATCH - 1, residents) };
    const child = await startChild(sendBatch, {
      args: [id, batch, ordersAtOnce],
      workflowId: `${id}/${first}`,
    });
    done.push(await child.result());
  }
  await startChild(collectReturns, { args: [id], parentClosePolicy: 'ABANDON' });
  return { sent: sent(), refused: done.flatMap(({ refused }) => refused) };
}

export async function sendBatch(mailing: string, batch: Span, atOnce: number): Promise<Outcome> {
  const outcome: Outcome = { sent: 0, refused: [] };
  let next = batch.first;
  async function lane(): Promise<void> {
    while (next <= batch.last) {
      const first = next;
      const last = Math.min(first + LETTERS_PER_ORDER - 1, batch.last);
      next = last + 1;
      try {
        await sendLetters({ mailing, first, last, key: `from ${first}` });
        outcome.sent += last - first + 1;
      } catch (error) {
        if (isCancellation(error)) throw error;
        outcome.refused.push({ first, last });
      }
    }
  }
  const lanes: Promise<void>[] = [];
  for (let one = 0; one < atOnce; one += 1) lanes.push(lane());
  await Promise.all(lanes);
  return outcome;
}
