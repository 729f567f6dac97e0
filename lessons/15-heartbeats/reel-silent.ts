import { proxyActivities } from '@temporalio/workflow';

// region silent
const { scanSilently } = proxyActivities<{ scanSilently(reel: string): Promise<void> }>({
  startToCloseTimeout: '8 hours',
  heartbeatTimeout: '1 minute',
  retry: { maximumAttempts: 2 },
});
// endregion

/** The same, with an activity that scans and never calls `heartbeat`. */
export async function scanFilmSilently(reel: string): Promise<void> {
  await scanSilently(reel);
}
