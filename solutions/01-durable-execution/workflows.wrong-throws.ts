/** @caughtBy durable-execution/lets-customers-go */
// Throws in the handler to get out of the wait, as if a handler ran inside the code that waits.
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
  setHandler(cancelTrial, () => {
    throw new Error('cancelled');
  });

  try {
    await sendWelcome({ customerId, email });
    await condition(() => false, Math.max(1, ends - Date.now()));
  } catch {
    await sendGoodbye({ customerId, email });
    return 'cancelled';
  }
  const { receipt } = await chargeCard({ customerId, amount });
  await sendReceipt({ customerId, email, receipt });
  return 'charged';
}
