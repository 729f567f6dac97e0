import { proxyActivities } from '@temporalio/workflow';
import type { ScanActivities } from './customs-activities.ts';

// region proxy
const { scan } = proxyActivities<ScanActivities>({
  activityId: 'scan',
  startToCloseTimeout: '1 day',
  heartbeatTimeout: '1 hour',
});
// endregion

/** Has one container scanned. */
export async function inspect(container: string): Promise<string> {
  return scan(container);
}
