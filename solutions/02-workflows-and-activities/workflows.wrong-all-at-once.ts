/** @caughtBy workflows-and-activities/refunds-by-the-rules */
// Starts everything together: it is faster.
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

const { findBooking, voidTickets, payBack, noteLargeRefund, mailCustomer } = proxyActivities<
  ReturnType<typeof createActivities>
>({ startToCloseTimeout: '1 minute' });

/** Refunds the tickets of one booking. Returns how many euros the customer gets back. */
export async function processRefund({ booking: id, on }: RefundRequest): Promise<number> {
  const booking = await findBooking(id);
  const amount = amountFor(booking, on);

  await Promise.all([
    ...(amount > 0 ? [voidTickets(id), payBack(id, amount)] : []),
    ...(amount > LARGE ? [noteLargeRefund(id, amount)] : []),
    mailCustomer(booking.email, id, amount),
  ]);
  return amount;
}

/** The rules: no service is asked, so they belong to the workflow. */
function amountFor({ tickets, concert, concertOn, price }: Booking, on: string): number {
  if (tickets === 'void') return 0;
  if (concert === 'off') return price;
  const days = (Date.parse(concertOn) - Date.parse(on)) / DAY_MS;
  return days >= 14 ? price * 0.8 : 0;
}
