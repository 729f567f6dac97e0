import { CancellationScope, proxyActivities } from '@temporalio/workflow';
import type { Trip, TripActivities } from './trip-activities.ts';

const { bookFlight, bookHotel, bookCar } = proxyActivities<TripActivities>({
  startToCloseTimeout: '20 seconds',
  scheduleToCloseTimeout: '2 minutes',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

const { cancelFlight, cancelHotel, cancelCar } = proxyActivities<TripActivities>({
  startToCloseTimeout: '20 seconds',
});

/** Wrong on purpose: the lesson shows what a lost reply makes of it. */
export async function bookTripLate(trip: Trip): Promise<void> {
  const undos: Array<() => Promise<void>> = [];
  try {
    // region register-after
    await bookFlight(trip);
    undos.unshift(() => cancelFlight(trip.id));
    await bookHotel(trip); // room booked, reply lost: throws
    undos.unshift(() => cancelHotel(trip.id)); // never reached
    // endregion
    await bookCar(trip);
    undos.unshift(() => cancelCar(trip.id));
  } catch (error) {
    await CancellationScope.nonCancellable(async () => {
      for (const undo of undos) await undo();
    });
    throw error;
  }
}
