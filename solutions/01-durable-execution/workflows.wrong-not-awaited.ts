/** @caughtBy durable-execution/thirty-days */
// Starts the timer and does not wait for it. Written by whoever forgets an await, with the linter
// content.
import { defineSignal, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
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

/** One customer's trial: 30 days, then charge, or say goodbye. Returns how it ended. */
export async function runTrial(trial: Trial): Promise<'charged' | 'cancelled'> {
  const { customerId, email, amount } = trial;
  let leaves = false;
  setHandler(cancelTrial, () => {
    leaves = true;
  });

  await sendWelcome({ customerId, email });

  void sleep('30 days');
  if (leaves) {
    await sendGoodbye({ customerId, email });
    return 'cancelled';
  }
  const { receipt } = await chargeCard({ customerId, amount });
  await sendReceipt({ customerId, email, receipt });
  return 'charged';
}
