import { proxyActivities } from '@temporalio/workflow';
import type { WatchActivities } from './watch-activities.ts';

// region policy
const { fetchPicture } = proxyActivities<WatchActivities>({
  startToCloseTimeout: '5 minutes',
  retry: { initialInterval: '1 minute', backoffCoefficient: 1 },
});
// endregion

/** Brings the picture; the server repeats. */
export async function fetchByPolicy(area: string): Promise<void> {
  await fetchPicture({ area, key: `pictures/${area}` });
}
