// An activity for the rules, one for all changes, and the list beside the money.
import { proxyActivities } from '@temporalio/workflow';
import type { Booking } from './services.ts';

export interface RefundRequest {
  booking: string;
  on: string;
}

interface Activities {
  readBooking(id: string): Promise<Booking>;
  applyRules(facts: Booking, on: string): Promise<{ facts: Booking; amount: number }>;
  change(order: { kind: 'void' | 'pay' | 'note'; booking: string; amount: number }): Promise<void>;
  tell(to: string, booking: string, amount: number): Promise<void>;
}

const { readBooking, applyRules, change, tell } = proxyActivities<Activities>({
  startToCloseTimeout: '2 minutes',
});

export async function processRefund(request: RefundRequest): Promise<number> {
  const { facts, amount } = await applyRules(await readBooking(request.booking), request.on);
  const order = { booking: facts.id, amount };
  if (amount > 0) {
    await change({ kind: 'void', ...order });
    const changes = [change({ kind: 'pay', ...order })];
    if (amount > 500) changes.push(change({ kind: 'note', ...order }));
    await Promise.all(changes);
  }
  await tell(facts.email, facts.id, amount);
  return amount;
}
