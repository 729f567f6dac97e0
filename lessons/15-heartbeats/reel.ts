import { proxyActivities } from '@temporalio/workflow';
import type { createActivities } from './scan-activities.ts';

// region timeouts
const { scanReel } = proxyActivities<ReturnType<typeof createActivities>>({
  startToCloseTimeout: '8 hours', // the whole reel
  heartbeatTimeout: '1 minute', // from one heartbeat to the next
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});
// endregion

/** Scans a film reel from its first frame to its last. */
export async function scanFilm(reel: string): Promise<void> {
  await scanReel(reel);
}
