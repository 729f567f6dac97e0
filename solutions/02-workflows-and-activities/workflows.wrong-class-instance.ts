/** @caughtBy workflows-and-activities/refunds-by-the-rules */
// Gives the rules to a class, and returns an instance of it from the activity.
import { proxyActivities } from '@temporalio/workflow';
import type { createActivities } from './activities.ts';

export interface RefundRequest {
  /** The booking's id. */
  booking: string;
  /** The day on which the customer asked, such as `2026-06-01`. */
  on: string;
}

const LARGE = 500;

interface Found {
  email: string;
  amountOn(day: string): number;
}

interface Activities extends Omit<ReturnType<typeof createActivities>, 'findBooking'> {
  findBooking(id: string): Promise<Found>;
}

const { findBooking, voidTickets, payBack, noteLargeRefund, mailCustomer } =
  proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

/** Refunds the tickets of one booking. Returns how many euros the customer gets back. */
export async function processRefund({ booking: id, on }: RefundRequest): Promise<number> {
  const booking = await findBooking(id);
  const amount = booking.amountOn(on);

  if (amount > 0) {
    await voidTickets(id);
    await payBack(id, amount);
    if (amount > LARGE) await noteLargeRefund(id, amount);
  }
  await mailCustomer(booking.email, id, amount);
  return amount;
}
