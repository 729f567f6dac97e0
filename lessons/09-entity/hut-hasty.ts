import {
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

export async function hutHasty(beds: number): Promise<number> {
  let free = beds;
  let closed = false;
  setHandler(closeSeason, () => {
    closed = true;
  });
  setHandler(book, async (booking) => {
    free -= booking.beds;
    await holdDeposit(booking);
    return free;
  });
  // region hasty
  await condition(() => closed);
  return free;
  // endregion
}
