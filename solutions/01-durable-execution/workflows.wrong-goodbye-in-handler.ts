/** @caughtBy durable-execution/last-minute */
// Does the work in the handler, and notes the cancel when that is done. Until then it is unknown.
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
  setHandler(cancelTrial, async () => {
    await sendGoodbye({ customerId, email });
    leaves = true;
  });

  await sendWelcome({ customerId, email });

  await condition(() => leaves, Math.max(1, ends - Date.now()));
  if (leaves) return 'cancelled';
  const { receipt } = await chargeCard({ customerId, amount });
  await sendReceipt({ customerId, email, receipt });
  return 'charged';
}
