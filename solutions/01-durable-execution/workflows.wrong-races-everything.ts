/** @caughtBy durable-execution/last-minute */
// Lets the whole of staying race with the whole of leaving: a race stops nobody.
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
  const left = new Promise<void>((resolve) => {
    setHandler(cancelTrial, resolve);
  });
  const over = sleep('30 days');

  const stays = async () => {
    await sendWelcome({ customerId, email });
    await over;
    const { receipt } = await chargeCard({ customerId, amount });
    await sendReceipt({ customerId, email, receipt });
    return 'charged' as const;
  };
  const leaves = async () => {
    await left;
    await sendGoodbye({ customerId, email });
    return 'cancelled' as const;
  };
  return Promise.race([stays(), leaves()]);
}
