// Errors become values at the edge: each call has one of four outcomes, and a switch decides.
import { ActivityFailure, ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { Activities, Order } from './activities.ts';

type Outcome =
  | { readonly kind: 'ordered'; readonly confirmation: string }
  | { readonly kind: 'OutOfStock' | 'InvalidOrder' | 'silent'; readonly error: unknown };

const CALLS = ['orderFromMain', 'orderFromReserve'] as const;
const TIME_FOR_ALL = 120 * 60_000;

export async function orderMedicine(order: Order): Promise<string> {
  const began = Date.now();
  let outcome: Outcome | undefined;
  for (const call of CALLS) {
    outcome = await attempt(call, order, TIME_FOR_ALL - (Date.now() - began));
    if (outcome.kind !== 'OutOfStock') break;
  }
  switch (outcome?.kind) {
    case 'ordered':
      return outcome.confirmation;
    case 'OutOfStock':
      throw ApplicationFailure.create({ type: 'OutOfStock', message: `no ${order.medicine}` });
    case 'InvalidOrder':
      throw ApplicationFailure.create({ type: 'InvalidOrder', message: 'correct the order' });
    default:
      throw ApplicationFailure.create({ type: 'NotOrderedInTime', message: 'nobody answered' });
  }
}

async function attempt(
  call: (typeof CALLS)[number],
  order: Order,
  milliseconds: number,
): Promise<Outcome> {
  const activities = proxyActivities<Activities>({
    startToCloseTimeout: 60_000,
    scheduleToCloseTimeout: Math.max(milliseconds, 1000),
    retry: {
      initialInterval: 45_000,
      backoffCoefficient: 1.8,
      maximumInterval: 480_000,
      nonRetryableErrorTypes: ['OutOfStock', 'InvalidOrder'],
    },
  });
  try {
    return { kind: 'ordered', ...(await activities[call](order)) };
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    const type = error.cause instanceof ApplicationFailure ? error.cause.type : undefined;
    const kind = type === 'OutOfStock' || type === 'InvalidOrder' ? type : 'silent';
    return { kind, error };
  }
}
