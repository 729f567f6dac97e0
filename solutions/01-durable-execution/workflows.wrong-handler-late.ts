/** @caughtBy durable-execution/lets-customers-go */
// Sets the handler where its result is needed: after the wait. The signal is kept until then.
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
  await sendWelcome({ customerId, email });
  await sleep('30 days');

  let leaves = false;
  setHandler(cancelTrial, () => {
    leaves = true;
  });
  if (leaves) {
    await sendGoodbye({ customerId, email });
    return 'cancelled';
  }
  const { receipt } = await chargeCard({ customerId, amount });
  await sendReceipt({ customerId, email, receipt });
  return 'charged';
}
