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

/**
 * One customer's trial. It lasts 30 days, from the moment in which this workflow starts.
 *
 * Returns how it ended.
 */
export async function runTrial(trial: Trial): Promise<'charged' | 'cancelled'> {
  const { customerId, email, amount } = trial;
  const ends = Date.now() + TRIAL_MS;
  let leaves = false;
  setHandler(cancelTrial, () => {
    leaves = true;
  });

  await sendWelcome({ customerId, email });

  // The welcome may have been late; the end of the trial is not.
  await condition(() => leaves, Math.max(1, ends - Date.now()));
  if (leaves) {
    await sendGoodbye({ customerId, email });
    return 'cancelled';
  }
  const { receipt } = await chargeCard({ customerId, amount });
  await sendReceipt({ customerId, email, receipt });
  return 'charged';
}
