/** @caughtBy durable-execution/keeps-the-date */
// Counts the 30 days from the moment in which the welcome got through. The shortest code there is.
import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
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

  await condition(() => leaves, '30 days');
  if (leaves) {
    await sendGoodbye({ customerId, email });
    return 'cancelled';
  }
  const { receipt } = await chargeCard({ customerId, amount });
  await sendReceipt({ customerId, email, receipt });
  return 'charged';
}
