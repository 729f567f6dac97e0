/** @caughtBy timeouts-and-retries/keeps-the-deadline */
// Fails where a wholesaler refuses, and takes the end of the two hours for a result like any other.
import { ActivityFailure, ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { Activities, Order } from './activities.ts';

const DEADLINE_MS = 2 * 60 * 60 * 1000;

/** The wholesalers, with so many milliseconds left for all calls together. */
function wholesalers(left: number): Activities {
  return proxyActivities<Activities>({
    startToCloseTimeout: '20 seconds',
    scheduleToCloseTimeout: Math.max(left, 1),
    retry: {
      initialInterval: '30 seconds',
      backoffCoefficient: 2,
      maximumInterval: '10 minutes',
      nonRetryableErrorTypes: ['OutOfStock', 'InvalidOrder'],
    },
  });
}

/**
 * Orders a medicine for a ward, and returns the wholesaler's confirmation.
 *
 * The order goes to the main wholesaler. When that one does not have the medicine, it goes to the
 * reserve wholesaler, and for no other reason: a wholesaler that is silent may have the order.
 */
export async function orderMedicine(order: Order): Promise<string> {
  const deadline = Date.now() + DEADLINE_MS;
  try {
    const main = wholesalers(DEADLINE_MS);
    return (await main.orderFromMain(order)).confirmation;
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === 'InvalidOrder') throw error;
    if (refusal !== 'OutOfStock') return 'not ordered in time';
  }
  try {
    const reserve = wholesalers(deadline - Date.now());
    return (await reserve.orderFromReserve(order)).confirmation;
  } catch (error) {
    throw reasonFor(error);
  }
}

/** What a wholesaler said, when that is what ended the activity. */
function refusalOf(error: unknown): string | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  return cause instanceof ApplicationFailure ? (cause.type ?? undefined) : undefined;
}

/** A wholesaler's no as it came; anything else means that the time was over. */
function reasonFor(error: unknown): unknown {
  const refusal = refusalOf(error);
  if (refusal === 'OutOfStock' || refusal === 'InvalidOrder') return error;
  return ApplicationFailure.create({
    type: 'NotOrderedInTime',
    message: 'no wholesaler confirmed the order within two hours; ask whether they have it',
    cause: error as Error,
  });
}
