/** @caughtBy workflows-and-activities/lost-replies */
// Keeps the big activity, and repeats each call inside of it: “now it can’t fail in the middle”.
import type { Services } from './services.ts';
import type { RefundRequest } from './workflows.ts';

const DAY_MS = 86_400_000;

/** Activities touch the world. A Worker calls this once, with the services that are out there. */
export function createActivities({ boxOffice, payments, manager, mail }: Services) {
  return {
    async doRefund({ booking: id, on }: RefundRequest): Promise<number> {
      const booking = await insist(() => boxOffice.find({ booking: id }));

      let amount = 0;
      if (booking.tickets === 'valid') {
        const days = (Date.parse(booking.concertOn) - Date.parse(on)) / DAY_MS;
        if (booking.concert === 'off') amount = booking.price;
        else if (days >= 14) amount = booking.price * 0.8;
      }

      if (amount > 0) {
        await insist(() => boxOffice.voidTickets({ booking: id }));
        if (amount > 500) await insist(() => manager.note({ booking: id, amount }));
        await insist(() => payments.refund({ booking: id, amount }));
      }
      await insist(() => mail.send({ to: booking.email, booking: id, amount }));
      return amount;
    },
  };
}

/** Tries until it works, at most ten times. */
async function insist<T>(call: () => Promise<T>): Promise<T> {
  for (let left = 9; ; left -= 1) {
    try {
      return await call();
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}
