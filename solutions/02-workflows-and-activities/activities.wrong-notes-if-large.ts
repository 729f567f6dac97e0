/** @caughtBy workflows-and-activities/no-hidden-decisions */
// Always calls the activity for the list, which knows for itself what is large.
import type { Services } from './services.ts';

/** Each activity asks one service for one thing. What to ask for, the workflow has decided. */
export function createActivities({ boxOffice, payments, manager, mail }: Services) {
  return {
    findBooking: (booking: string) => boxOffice.find({ booking }),
    voidTickets: (booking: string) => boxOffice.voidTickets({ booking }),
    payBack: (booking: string, amount: number) => payments.refund({ booking, amount }),
    noteLargeRefund: async (booking: string, amount: number) => {
      if (amount > 500) await manager.note({ booking, amount });
    },
    mailCustomer: (to: string, booking: string, amount: number) =>
      mail.send({ to, booking, amount }),
  };
}
