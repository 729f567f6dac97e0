import { proxyActivities } from '@temporalio/workflow';
import type { createActivities } from './scan-activities.ts';

// region day
const { scanReel } = proxyActivities<ReturnType<typeof createActivities>>({
  startToCloseTimeout: '8 hours',
});
// endregion

export async function scanBlindly(reel: string): Promise<void> {
  await scanReel(reel);
}
