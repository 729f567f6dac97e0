import { CancellationScope, proxyActivities } from '@temporalio/workflow';
import type { Trip, TripActivities } from './trip-activities.ts';

const { bookHotel, cancelHotel } = proxyActivities<TripActivities>({
  startToCloseTimeout: '20 seconds',
});

/** Wrong on purpose: it does not say that a cancelled call is to be waited for. */
export async function bookRoomHasty(trip: Trip): Promise<void> {
  try {
    await bookHotel(trip);
  } catch (error) {
    await CancellationScope.nonCancellable(() => cancelHotel(trip.id));
    throw error;
  }
}
