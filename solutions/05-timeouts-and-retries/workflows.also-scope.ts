// One scope for the whole deadline: when it is over, whatever is under way is cancelled.
import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  proxyActivities,
} from '@temporalio/workflow';
import type { Activities, Order } from './activities.ts';

const wholesalers = proxyActivities<Activities>({
  startToCloseTimeout: '15s',
  retry: {
    initialInterval: '1m',
    maximumInterval: '5m',
    nonRetryableErrorTypes: ['InvalidOrder', 'OutOfStock'],
  },
});

export async function orderMedicine(order: Order): Promise<string> {
  const scope = CancellationScope.current();
  try {
    return await CancellationScope.withTimeout('2 hours', () => orderSomewhere(order));
  } catch (error) {
    if (!isCancellation(error) || scope.consideredCancelled) throw error;
    throw ApplicationFailure.nonRetryable('two hours have passed', 'NotOrderedInTime');
  }
}

async function orderSomewhere(order: Order): Promise<string> {
  try {
    const { confirmation } = await wholesalers.orderFromMain(order);
    return confirmation;
  } catch (error) {
    if (!isOutOfStock(error)) throw error;
  }
  const { confirmation } = await wholesalers.orderFromReserve(order);
  return confirmation;
}

function isOutOfStock(error: unknown): boolean {
  return (
    error instanceof ActivityFailure &&
    error.cause instanceof ApplicationFailure &&
    error.cause.type === 'OutOfStock'
  );
}
