import { ActivityFailure, ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { FarmActivities } from './weather.ts';

// region policy
const { fetchForecast } = proxyActivities<FarmActivities>({
  startToCloseTimeout: '10 seconds', // one call: twice the longest good one
  scheduleToCloseTimeout: '1 hour', // all calls: at five the pumps start
  retry: {
    initialInterval: '5 seconds', // then 10, 20, 40, 80
    backoffCoefficient: 2,
    maximumInterval: '2 minutes', // and from there on every 2 minutes
    nonRetryableErrorTypes: ['SubscriptionEnded', 'UnknownField'],
  },
});
// endregion

const { readSoil } = proxyActivities<FarmActivities>({
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '10 minutes',
});

/** Plans today's watering of a field, in litres for each square metre. */
export async function planIrrigation(field: string): Promise<number> {
  // region decide
  try {
    const { rain } = await fetchForecast(field);
    return Math.max(0, 6 - rain);
  } catch (error) {
    switch (typeOfCause(error)) {
      case 'SubscriptionEnded': // no forecast today: do without
        return (await readSoil(field)) < 30 ? 6 : 0;
      case 'UnknownField': // nobody but the farmer can mend that
        throw error;
      default: // the hour is over
        throw ApplicationFailure.create({ type: 'NoPlan', message: 'no forecast' });
    }
  }
  // endregion
}

// region cause
/** The type that the activity's own error had, when that is what ended it. */
function typeOfCause(error: unknown): string | null | undefined {
  if (!(error instanceof ActivityFailure)) throw error;
  return error.cause instanceof ApplicationFailure ? error.cause.type : undefined;
}
// endregion
