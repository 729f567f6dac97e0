/** @caughtBy workflows-and-activities/one-reading */
// Hands on the id and a share; the activity that pays looks up the price for itself.
import type { Services } from './services.ts';

/** Each activity asks one service for one thing. What to ask for, the workflow has decided. */
export function createActivities({ boxOffice, payments, manager, mail }: Services) {
  return {
    findBooking: (booking: string) => boxOffice.find({ booking }),
    voidTickets: (booking: string) => boxOffice.voidTickets({ booking }),
    payBack: async (id: string, share: number) => {
      const { price } = await boxOffice.find({ booking: id });
      await payments.refund({ booking: id, amount: price * share });
    },
    noteLargeRefund: (booking: string, amount: number) => manager.note({ booking, amount }),
    mailCustomer: (to: string, booking: string, amount: number) =>
      mail.send({ to, booking, amount }),
  };
}
