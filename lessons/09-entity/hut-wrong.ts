import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  defineSignal,
  defineUpdate,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { Booking, HutActivities } from './hut-activities.ts';

const { holdDeposit } = proxyActivities<HutActivities>({ startToCloseTimeout: '1 minute' });

export const book = defineUpdate<number, [Booking]>('book');
export const closeSeason = defineSignal('closeSeason');

export async function hutWrong(beds: number): Promise<number> {
  let free = beds;
  let closed = false;
  setHandler(closeSeason, () => {
    closed = true;
  });
  // region check-then-wait
  setHandler(book, async (booking) => {
    if (booking.beds > free) throw ApplicationFailure.nonRetryable('the hut is full', 'HutFull');
    await holdDeposit(booking);
    free -= booking.beds;
    return free;
  });
  // endregion
  await condition(() => closed);
  await condition(allHandlersFinished);
  return free;
}
