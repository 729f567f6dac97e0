import { defineSignal, proxyActivities } from '@temporalio/workflow';
import type { Activities } from './activities.ts';

export interface Trial {
  customerId: string;
  email: string;
  /** What the subscription costs, in euros. */
  amount: number;
}

/** The customer does not want to go on. */
export const cancelTrial = defineSignal('cancelTrial');

const { sendWelcome, chargeCard, sendReceipt, sendGoodbye } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
});

/**
 * One customer's trial. It lasts 30 days, from the moment in which this workflow starts.
 *
 * The customer is welcomed by mail. When the 30 days are over, the card is charged and the receipt
 * mailed. A customer who sends `cancelTrial` before that gets a goodbye at once, and is never
 * charged. From the moment in which the charge has begun, a cancel changes nothing.
 *
 * Returns how it ended.
 */
export async function runTrial(trial: Trial): Promise<'charged' | 'cancelled'> {
  // TODO 1: welcome the customer.
  // TODO 2: wait: 30 days, or until `cancelTrial` arrives, whichever comes first.
  // TODO 3: charge the card and mail the receipt, or say goodbye.
  // TODO 4: then think of the harder cases: a cancel that comes early, late, or in the last moment;
  //         a mail server that is down; a Worker that dies on any of the 30 days.
  throw new Error('Not written yet: runTrial');
}
