import { metricMeter, proxyActivities } from '@temporalio/workflow';
import type { WatchActivities } from './watch-activities.ts';

// region queues
const { fetchPicture, drawMap } = proxyActivities<WatchActivities>({
  startToCloseTimeout: '5 minutes',
});
const { findSmoke } = proxyActivities<WatchActivities>({
  taskQueue: 'heavy', // only Workers with a graphics card poll it
  startToCloseTimeout: '20 minutes',
});
// endregion

/** Watches one area, once. The picture stays in the store. */
export async function watch(area: string, day: string): Promise<number> {
  // region claim
  const key = `pictures/${area}/${day}`;
  const { attempt } = await fetchPicture({ area, key });
  const smoke = await findSmoke({ key });
  await drawMap({ key, smoke });
  // endregion

  // region metrics
  const result = smoke.length > 0 ? 'smoke' : 'clear';
  metricMeter.createCounter('watches').add(1, { result });
  metricMeter.createHistogram('fetch_attempts').record(attempt);
  // endregion
  return smoke.length;
}
