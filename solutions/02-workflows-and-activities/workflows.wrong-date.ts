/** @caughtBy workflows-and-activities/refunds-by-the-rules */
// Turns the day into a Date at the border. What arrives in the workflow is text again.
import { proxyActivities } from '@temporalio/workflow';
import type { createActivities } from './activities.ts';
import type { Booking } from './services.ts';

export interface RefundRequest {
  /** The booking's id. */
  booking: string;
  /** The day on which the customer asked, such as `2026-06-01`. */
  on: string;
}

const TWO_WEEKS_MS = 14 * 86_400_000;
const LARGE = 500;

interface Found extends Omit<Booking, 'concertOn'> {
  concertOn: Date;
}

interface Activities extends Omit<ReturnType<typeof createActivities>, 'findBooking'> {
  findBooking(id: string): Promise<Found>;
}

const { findBooking, voidTickets, payBack, noteLargeRefund, mailCustomer } =
  proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

/** Refunds the tickets of one booking. Returns how many euros the customer gets back. */
export async function processRefund({ booking: id, on }: RefundRequest): Promise<number> {
  const booking = await findBooking(id);
  const amount = amountFor(booking, on);

  if (amount > 0) {
    await voidTickets(id);
    await payBack(id, amount);
    if (amount > LARGE) await noteLargeRefund(id, amount);
  }
  await mailCustomer(booking.email, id, amount);
  return amount;
}

/** The rules: no service is asked, so they belong to the workflow. */
function amountFor({ tickets, concert, concertOn, price }: Found, on: string): number {
  if (tickets === 'void') return 0;
  if (concert === 'off') return price;
  const lastDay = new Date(Date.parse(on) + TWO_WEEKS_MS);
  return concertOn >= lastDay ? price * 0.8 : 0;
}
