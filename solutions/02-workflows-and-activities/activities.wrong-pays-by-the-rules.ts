/** @caughtBy workflows-and-activities/history-tells-why */
// Hands the whole booking to the activity that pays, which works out the amount and returns it.
import type { Booking, Services } from './services.ts';

const DAY_MS = 86_400_000;

/** Each activity asks one service for one thing. What to ask for, the workflow has decided. */
export function createActivities({ boxOffice, payments, manager, mail }: Services) {
  return {
    findBooking: (booking: string) => boxOffice.find({ booking }),
    voidTickets: (booking: string) => boxOffice.voidTickets({ booking }),
    payBack: async (booking: Booking, on: string) => {
      const amount = amountFor(booking, on);
      await payments.refund({ booking: booking.id, amount });
      return amount;
    },
    noteLargeRefund: (booking: string, amount: number) => manager.note({ booking, amount }),
    mailCustomer: (to: string, booking: string, amount: number) =>
      mail.send({ to, booking, amount }),
  };
}

/** The rules of the house. */
function amountFor({ tickets, concert, concertOn, price }: Booking, on: string): number {
  if (tickets === 'void') return 0;
  if (concert === 'off') return price;
  const days = (Date.parse(concertOn) - Date.parse(on)) / DAY_MS;
  return days >= 14 ? price * 0.8 : 0;
}
