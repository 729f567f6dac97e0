/** @caughtBy workflows-and-activities/no-hidden-decisions */
// Runs through all activities every time; those that have nothing to do return.
import type { Services } from './services.ts';

/** Each activity asks one service for one thing. What to ask for, the workflow has decided. */
export function createActivities({ boxOffice, payments, manager, mail }: Services) {
  return {
    findBooking: (booking: string) => boxOffice.find({ booking }),
    voidTickets: async (booking: string, amount: number) => {
      if (amount === 0) return;
      await boxOffice.voidTickets({ booking });
    },
    payBack: async (booking: string, amount: number) => {
      if (amount === 0) return;
      await payments.refund({ booking, amount });
    },
    noteLargeRefund: (booking: string, amount: number) => manager.note({ booking, amount }),
    mailCustomer: (to: string, booking: string, amount: number) =>
      mail.send({ to, booking, amount }),
  };
}
