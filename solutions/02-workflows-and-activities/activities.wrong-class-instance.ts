/** @caughtBy workflows-and-activities/refunds-by-the-rules */
// Gives the rules to a class, and returns an instance of it from the activity.
import type { Booking, Services } from './services.ts';

class Found {
  readonly id: string;
  readonly email: string;
  readonly #booking: Booking;

  constructor(booking: Booking) {
    this.id = booking.id;
    this.email = booking.email;
    this.#booking = booking;
  }

  amountOn(day: string): number {
    const { tickets, concert, concertOn, price } = this.#booking;
    if (tickets === 'void') return 0;
    if (concert === 'off') return price;
    const days = (Date.parse(concertOn) - Date.parse(day)) / 86_400_000;
    return days >= 14 ? price * 0.8 : 0;
  }
}

/** Each activity asks one service for one thing. What to ask for, the workflow has decided. */
export function createActivities({ boxOffice, payments, manager, mail }: Services) {
  return {
    findBooking: async (booking: string) => new Found(await boxOffice.find({ booking })),
    voidTickets: (booking: string) => boxOffice.voidTickets({ booking }),
    payBack: (booking: string, amount: number) => payments.refund({ booking, amount }),
    noteLargeRefund: (booking: string, amount: number) => manager.note({ booking, amount }),
    mailCustomer: (to: string, booking: string, amount: number) =>
      mail.send({ to, booking, amount }),
  };
}
