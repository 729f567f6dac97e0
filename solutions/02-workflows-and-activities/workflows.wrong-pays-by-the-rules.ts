/** @caughtBy workflows-and-activities/history-tells-why */
// Hands the whole booking to the activity that pays, which works out the amount and returns it.
import { proxyActivities } from '@temporalio/workflow';
import type { createActivities } from './activities.ts';
import type { Booking } from './services.ts';

export interface RefundRequest {
  /** The booking's id. */
  booking: string;
  /** The day on which the customer asked, such as `2026-06-01`. */
  on: string;
}

const DAY_MS = 86_400_000;
const LARGE = 500;

interface Activities extends Omit<ReturnType<typeof createActivities>, 'payBack'> {
  payBack(booking: Booking, on: string): Promise<number>;
}

const { findBooking, voidTickets, payBack, noteLargeRefund, mailCustomer } =
  proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

/** Refunds the tickets of one booking. Returns how many euros the customer gets back. */
export async function processRefund({ booking: id, on }: RefundRequest): Promise<number> {
  const booking = await findBooking(id);

  let amount = 0;
  if (hasClaim(booking, on)) {
    await voidTickets(id);
    amount = await payBack(booking, on);
    if (amount > LARGE) await noteLargeRefund(id, amount);
  }
  await mailCustomer(booking.email, id, amount);
  return amount;
}

function hasClaim({ tickets, concert, concertOn }: Booking, on: string): boolean {
  if (tickets === 'void') return false;
  return concert === 'off' || Date.parse(concertOn) - Date.parse(on) >= 14 * DAY_MS;
}
