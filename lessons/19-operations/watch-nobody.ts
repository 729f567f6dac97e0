import { proxyActivities } from '@temporalio/workflow';
import type { WatchActivities } from './watch-activities.ts';

// region nobody
const { findSmoke } = proxyActivities<WatchActivities>({
  taskQueue: 'heavvy',
  startToCloseTimeout: '20 minutes',
});
// endregion

/** Looks for smoke on a task queue that nobody polls. */
export async function searchNowhere(area: string): Promise<number> {
  const smoke = await findSmoke({ key: `pictures/${area}` });
  return smoke.length;
}
