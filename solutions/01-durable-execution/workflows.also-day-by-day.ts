// Wakes once a day, listens all the while, and reckons with Date.
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

const DAY_MS = 24 * 60 * 60 * 1000;

/** Milliseconds from now to a moment. */
function rest(moment: Date): number {
  return moment.getTime() - Date.now();
}

/** One customer's trial: 30 days, then charge, or say goodbye. Returns how it ended. */
export async function runTrial(trial: Trial): Promise<'charged' | 'cancelled'> {
  const { customerId, email, amount } = trial;
  const last = new Date();
  last.setUTCDate(last.getUTCDate() + 30);
  let leaves = false;
  setHandler(cancelTrial, () => void (leaves = true));

  await sendWelcome({ customerId, email });
  for (let left = rest(last); left > 0 && !leaves; left = rest(last)) {
    await condition(() => leaves, Math.min(left, DAY_MS));
  }
  if (!leaves) {
    const { receipt } = await chargeCard({ customerId, amount });
    await sendReceipt({ customerId, email, receipt });
    return 'charged';
  }
  await sendGoodbye({ customerId, email });
  return 'cancelled';
}
