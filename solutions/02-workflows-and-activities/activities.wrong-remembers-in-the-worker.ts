/** @caughtBy workflows-and-activities/lost-replies */
// Keeps the big activity, and remembers in the Worker’s memory how far it has come.
import type { Services } from './services.ts';
import type { RefundRequest } from './workflows.ts';

const DAY_MS = 86_400_000;

/** What is done already, by booking and step. */
const done = new Map<string, unknown>();

/** Activities touch the world. A Worker calls this once, with the services that are out there. */
export function createActivities({ boxOffice, payments, manager, mail }: Services) {
  return {
    async doRefund({ booking: id, on }: RefundRequest): Promise<number> {
      const booking = await once(`find ${id}`, () => boxOffice.find({ booking: id }));

      let amount = 0;
      if (booking.tickets === 'valid') {
        const days = (Date.parse(booking.concertOn) - Date.parse(on)) / DAY_MS;
        if (booking.concert === 'off') amount = booking.price;
        else if (days >= 14) amount = booking.price * 0.8;
      }

      if (amount > 0) {
        await once(`void ${id}`, () => boxOffice.voidTickets({ booking: id }));
        if (amount > 500) await once(`note ${id}`, () => manager.note({ booking: id, amount }));
        await once(`pay ${id}`, () => payments.refund({ booking: id, amount }));
      }
      await once(`mail ${id}`, () => mail.send({ to: booking.email, booking: id, amount }));
      return amount;
    },
  };
}

/** Makes a call, unless it was made before: then its result is known. */
async function once<T>(key: string, call: () => Promise<T>): Promise<T> {
  if (!done.has(key)) done.set(key, await call());
  return done.get(key) as T;
}
