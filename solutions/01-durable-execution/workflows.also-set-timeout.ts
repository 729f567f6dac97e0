// Plain JavaScript: setTimeout, and one variable that is decided once.
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

/** One customer's trial: 30 days, then charge, or say goodbye. Returns how it ended. */
export async function runTrial(trial: Trial): Promise<'charged' | 'cancelled'> {
  const customer = { customerId: trial.customerId, email: trial.email };
  let fate: 'charged' | 'cancelled' | undefined;
  // In a workflow, setTimeout is a durable timer: the sandbox has put its own in place of Node's.
  setTimeout(() => (fate ??= 'charged'), 30 * DAY_MS);
  setHandler(cancelTrial, () => {
    fate ??= 'cancelled';
  });

  await sendWelcome(customer);
  await condition(() => fate !== undefined);

  switch (fate) {
    case 'cancelled':
      await sendGoodbye(customer);
      return 'cancelled';
    default: {
      const { receipt } = await chargeCard({ ...customer, amount: trial.amount });
      await sendReceipt({ ...customer, receipt });
      return 'charged';
    }
  }
}
