import { defineQuery, proxyActivities } from '@temporalio/workflow';
import type { Activities, Span } from './activities.ts';

// Whatever is to run as a workflow, children too, has to be exported from this file.
export { collectReturns } from './returns.ts';

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
  // TODO 1: cut the mailing into batches, and give each to a child workflow of your own. How many
  //         events does an order cost, and how many does a child cost its parent?
  // TODO 2: never have more orders at the printing house than allowed, all batches together.
  // TODO 3: an order that is refused is reported, and costs nobody else a letter.
  // TODO 4: answer the query `progress` at any time.
  // TODO 5: in the end, start collectReturns('<the mailing’s id>') as a child. It takes two weeks;
  //         the mailing ends before it, and it has to live on.
  throw new Error('Not written yet: sendMailing');
}
