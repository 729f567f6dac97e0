import { CancellationScope, log, proxyActivities } from '@temporalio/workflow';
import type { Trip, TripActivities } from './trip-activities.ts';

// region patience
// A step may give up: the customer is waiting, and there is a way back.
const forward = proxyActivities<TripActivities>({
  startToCloseTimeout: '20 seconds',
  scheduleToCloseTimeout: '2 minutes',
  // Never undo a call that is still going on.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

// An undo has no deadline: it is tried again until the supplier answers.
const back = proxyActivities<TripActivities>({
  startToCloseTimeout: '20 seconds',
  retry: { maximumInterval: '5 minutes' },
});
// endregion

const { bookFlight, bookHotel, bookCar } = forward;
const { cancelFlight, cancelHotel, cancelCar, mailItinerary } = back;

interface Step {
  book(): Promise<string>;
  cancel(): Promise<void>;
}

/** Books flight, hotel and car, or none of them. Returns the three booking codes. */
export async function bookTrip(trip: Trip): Promise<string[]> {
  // region steps
  const steps: Step[] = [
    { book: () => bookFlight(trip), cancel: () => cancelFlight(trip.id) },
    { book: () => bookHotel(trip), cancel: () => cancelHotel(trip.id) },
    { book: () => bookCar(trip), cancel: () => cancelCar(trip.id) },
  ];
  // endregion

  // region forward
  const begun: Step[] = [];
  const codes: string[] = [];
  try {
    for (const step of steps) {
      begun.unshift(step); // before the call, and newest first
      codes.push(await step.book());
    }
  } catch (error) {
    await CancellationScope.nonCancellable(() => cancelAll(begun));
    throw error; // the first error, or the cancellation, as it came
  }
  // endregion

  // region sold
  // The trip is sold. No error and no late cancel can undo it now.
  await CancellationScope.nonCancellable(() => mailItinerary(trip.id, codes));
  return codes;
  // endregion
}

// region back
async function cancelAll(begun: Step[]): Promise<void> {
  for (const step of begun) {
    try {
      await step.cancel();
    } catch (error) {
      log.error('Could not be undone; a person has to look', { error });
    }
  }
}
// endregion
