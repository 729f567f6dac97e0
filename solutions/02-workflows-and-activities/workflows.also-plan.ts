// Decides everything at once, as a plan of steps, and then carries the plan out.
import { proxyActivities } from '@temporalio/workflow';
import type { Booking, Services } from './services.ts';

export interface RefundRequest {
  booking: string;
  on: string;
}

type Activities = Services['boxOffice'] &
  Services['payments'] &
  Services['manager'] &
  Services['mail'];

const act = proxyActivities<Activities>({
  startToCloseTimeout: '30 seconds',
  retry: { maximumInterval: '1 minute' },
});

export async function processRefund(request: RefundRequest): Promise<number> {
  const booking = await act.find({ booking: request.booking });
  const { amount, steps } = plan(booking, new Date(request.on));
  for (const step of steps) await step();
  return amount;
}

function plan({ id: booking, email: to, ...facts }: Booking, on: Date) {
  const amount = facts.tickets === 'void' ? 0 : facts.price * share(facts, on);
  const steps: (() => Promise<void>)[] = [];
  if (amount > 500) steps.push(() => act.note({ booking, amount }));
  if (amount > 0) {
    steps.push(() => act.voidTickets({ booking }));
    steps.push(() => act.refund({ booking, amount }));
  }
  steps.push(() => act.send({ to, booking, amount }));
  return { amount, steps };
}

function share({ concert, concertOn }: Pick<Booking, 'concert' | 'concertOn'>, on: Date): number {
  if (concert === 'off') return 1;
  const lastDay = new Date(concertOn);
  lastDay.setUTCDate(lastDay.getUTCDate() - 14);
  return on <= lastDay ? 0.8 : 0;
}
