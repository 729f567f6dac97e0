import { proxyActivities } from '@temporalio/workflow';
import type { FarmActivities } from './weather.ts';

// region day
const { fetchForecast } = proxyActivities<FarmActivities>({
  startToCloseTimeout: '1 day',
});
// endregion

// region mistyped
const mistyped = proxyActivities<FarmActivities>({
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '1 hour',
  retry: { nonRetryableErrorTypes: ['SubscriptionEndedError'] },
});
// endregion

/** Wrong on purpose: nothing notices that a call hangs before the day is over. */
export async function planPatiently(field: string): Promise<number> {
  return Math.max(0, 6 - (await fetchForecast(field)).rain);
}

/** Wrong on purpose: the policy names an error that the service never gives. */
export async function planMistyped(field: string): Promise<number> {
  return Math.max(0, 6 - (await mistyped.fetchForecast(field)).rain);
}
