/** @caughtBy timeouts-and-retries/keeps-history-short */
// Switches the server's retries off and writes a loop instead, so that each error can be looked at.
import { ActivityFailure, ApplicationFailure, proxyActivities, sleep } from '@temporalio/workflow';
import type { Activities, Order } from './activities.ts';

const { orderFromMain, orderFromReserve } = proxyActivities<Activities>({
  startToCloseTimeout: '20 seconds',
  retry: { maximumAttempts: 1 },
});

const MINUTE = 60_000;

type Call = (order: Order) => Promise<{ confirmation: string }>;

export async function orderMedicine(order: Order): Promise<string> {
  const deadline = Date.now() + 120 * MINUTE;
  try {
    return await callUntil(deadline, orderFromMain, order);
  } catch (error) {
    if (typeOf(error) !== 'OutOfStock') throw error;
  }
  return await callUntil(deadline, orderFromReserve, order);
}

async function callUntil(deadline: number, call: Call, order: Order): Promise<string> {
  let wait = MINUTE / 2;
  for (;;) {
    try {
      return (await call(order)).confirmation;
    } catch (error) {
      const type = typeOf(error);
      if (type === 'OutOfStock' || type === 'InvalidOrder') throw error;
      if (Date.now() + wait > deadline) {
        throw ApplicationFailure.nonRetryable('two hours are over', 'NotOrderedInTime');
      }
    }
    await sleep(wait);
    wait = Math.min(wait * 2, 10 * MINUTE);
  }
}

function typeOf(error: unknown): string | undefined | null {
  if (!(error instanceof ActivityFailure)) throw error;
  return error.cause instanceof ApplicationFailure ? error.cause.type : undefined;
}
