// Small activities, down to one that only computes: what it decided is recorded as its result.
import type { Booking, Services } from './services.ts';

export interface Assessment {
  facts: Booking;
  amount: number;
}

export const createActivities = (services: Services) => ({
  async readBooking(id: string): Promise<Booking> {
    return services.boxOffice.find({ booking: id });
  },

  async applyRules(facts: Booking, on: string): Promise<Assessment> {
    const daysLeft = (new Date(facts.concertOn).getTime() - new Date(on).getTime()) / 86_400_000;
    let percent = 0;
    if (facts.tickets === 'valid' && daysLeft >= 14) percent = 80;
    if (facts.tickets === 'valid' && facts.concert === 'off') percent = 100;
    return { facts, amount: (facts.price * percent) / 100 };
  },

  async change(order: { kind: 'void' | 'pay' | 'note'; booking: string; amount: number }) {
    const { kind, booking, amount } = order;
    if (kind === 'void') await services.boxOffice.voidTickets({ booking });
    else if (kind === 'pay') await services.payments.refund({ booking, amount });
    else await services.manager.note({ booking, amount });
  },

  async tell(to: string, booking: string, amount: number): Promise<void> {
    await services.mail.send({ to, booking, amount });
  },
});
