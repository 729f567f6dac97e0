/** @caughtBy durable-execution/too-late */
// Asks the same variable again after the charge, when it may have changed.
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

const TRIAL_MS = 30 * 24 * 60 * 60 * 1000;

/** One customer's trial: 30 days, then charge, or say goodbye. Returns how it ended. */
export async function runTrial(trial: Trial): Promise<'charged' | 'cancelled'> {
  const { customerId, email, amount } = trial;
  const ends = Date.now() + TRIAL_MS;
  let leaves = false;
  setHandler(cancelTrial, () => {
    leaves = true;
  });

  await sendWelcome({ customerId, email });

  await condition(() => leaves, Math.max(1, ends - Date.now()));
  let receipt: string | undefined;
  if (!leaves) {
    ({ receipt } = await chargeCard({ customerId, amount }));
  }
  if (leaves) {
    await sendGoodbye({ customerId, email });
    return 'cancelled';
  }
  if (receipt !== undefined) await sendReceipt({ customerId, email, receipt });
  return 'charged';
}
