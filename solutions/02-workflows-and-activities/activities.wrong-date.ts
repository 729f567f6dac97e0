/** @caughtBy workflows-and-activities/refunds-by-the-rules */
// Turns the day into a Date at the border. What arrives in the workflow is text again.
import type { Services } from './services.ts';

/** Each activity asks one service for one thing. What to ask for, the workflow has decided. */
export function createActivities({ boxOffice, payments, manager, mail }: Services) {
  return {
    findBooking: async (id: string) => {
      const booking = await boxOffice.find({ booking: id });
      return { ...booking, concertOn: new Date(booking.concertOn) };
    },
    voidTickets: (booking: string) => boxOffice.voidTickets({ booking }),
    payBack: (booking: string, amount: number) => payments.refund({ booking, amount }),
    noteLargeRefund: (booking: string, amount: number) => manager.note({ booking, amount }),
    mailCustomer: (to: string, booking: string, amount: number) =>
      mail.send({ to, booking, amount }),
  };
}
