// Two promises race, and the timer starts before the first mail is sent.
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
  const over = sleep('30 days').then(() => 'charged' as const);
  const left = new Promise<'cancelled'>((resolve) => {
    setHandler(cancelTrial, () => resolve('cancelled'));
  });

  await sendWelcome({ customerId, email });
  const outcome = await Promise.race([left, over]);

  if (outcome === 'charged') {
    const { receipt } = await chargeCard({ customerId, amount });
    await sendReceipt({ customerId, email, receipt });
  } else {
    await sendGoodbye({ customerId, email });
  }
  return outcome;
}
