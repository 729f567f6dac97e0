/** @caughtBy workflows-and-activities/one-service-down */
// Takes the money and the mail about it for one thing: “the customer is refunded and told”.
import type { Services } from './services.ts';

/** Three steps: look, make void, settle. */
export function createActivities({ boxOffice, payments, manager, mail }: Services) {
  return {
    findBooking: (booking: string) => boxOffice.find({ booking }),
    voidTickets: (booking: string) => boxOffice.voidTickets({ booking }),
    async settle(to: string, booking: string, amount: number, isLarge: boolean): Promise<void> {
      if (isLarge) await manager.note({ booking, amount });
      if (amount > 0) await payments.refund({ booking, amount });
      await mail.send({ to, booking, amount });
    },
  };
}
