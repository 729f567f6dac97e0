/** @caughtBy workflows-and-activities/refunds-by-the-rules */
// Makes the activities in the workflow and calls them: they are only functions, after all.
import { createActivities } from './activities.ts';
import type { Booking, Services } from './services.ts';

export interface RefundRequest {
  /** The booking's id. */
  booking: string;
  /** The day on which the customer asked, such as `2026-06-01`. */
  on: string;
}

const DAY_MS = 86_400_000;
const LARGE = 500;

/** The Worker has them. */
declare const services: Services;

/** Refunds the tickets of one booking. Returns how many euros the customer gets back. */
export async function processRefund({ booking: id, on }: RefundRequest): Promise<number> {
  const act = createActivities(services);
  const booking = await act.findBooking(id);
  const amount = amountFor(booking, on);

  if (amount > 0) {
    await act.voidTickets(id);
    await act.payBack(id, amount);
    if (amount > LARGE) await act.noteLargeRefund(id, amount);
  }
  await act.mailCustomer(booking.email, id, amount);
  return amount;
}

/** The rules: no service is asked, so they belong to the workflow. */
function amountFor({ tickets, concert, concertOn, price }: Booking, on: string): number {
  if (tickets === 'void') return 0;
  if (concert === 'off') return price;
  const days = (Date.parse(concertOn) - Date.parse(on)) / DAY_MS;
  return days >= 14 ? price * 0.8 : 0;
}
