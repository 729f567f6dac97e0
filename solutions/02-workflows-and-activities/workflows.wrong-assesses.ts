/** @caughtBy workflows-and-activities/history-tells-why */
// Looks and decides in one activity, and hands on the amount alone.
import { proxyActivities } from '@temporalio/workflow';
import type { createActivities } from './activities.ts';

export interface RefundRequest {
  /** The booking's id. */
  booking: string;
  /** The day on which the customer asked, such as `2026-06-01`. */
  on: string;
}

const LARGE = 500;

interface Activities extends Omit<ReturnType<typeof createActivities>, 'findBooking'> {
  assess(id: string, on: string): Promise<{ email: string; amount: number }>;
}

const { assess, voidTickets, payBack, noteLargeRefund, mailCustomer } = proxyActivities<Activities>(
  {
    startToCloseTimeout: '1 minute',
  },
);

/** Refunds the tickets of one booking. Returns how many euros the customer gets back. */
export async function processRefund({ booking: id, on }: RefundRequest): Promise<number> {
  const { email, amount } = await assess(id, on);

  if (amount > 0) {
    await voidTickets(id);
    await payBack(id, amount);
    if (amount > LARGE) await noteLargeRefund(id, amount);
  }
  await mailCustomer(email, id, amount);
  return amount;
}
