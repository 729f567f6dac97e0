import type { Services } from './services.ts';
import type { RefundRequest } from './workflows.ts';

const DAY_MS = 86_400_000;

/** Activities touch the world. A Worker calls this once, with the services that are out there. */
export function createActivities({ boxOffice, payments, manager, mail }: Services) {
  return {
    // TODO 1: this works, until something goes wrong in the middle of it: then all of it is done
    //         again. Take it apart. What touches the world stays here, under names of your choice.
    async doRefund({ booking: id, on }: RefundRequest): Promise<number> {
      const booking = await boxOffice.find({ booking: id });

      let amount = 0;
      if (booking.tickets === 'valid') {
        const days = (Date.parse(booking.concertOn) - Date.parse(on)) / DAY_MS;
        if (booking.concert === 'off') amount = booking.price;
        else if (days >= 14) amount = booking.price * 0.8;
      }

      if (amount > 0) {
        await boxOffice.voidTickets({ booking: id });
        if (amount > 500) await manager.note({ booking: id, amount });
        await payments.refund({ booking: id, amount });
      }
      await mail.send({ to: booking.email, booking: id, amount });
      return amount;
    },
  };
}
