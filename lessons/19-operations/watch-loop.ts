import { proxyActivities, sleep } from '@temporalio/workflow';
import type { WatchActivities } from './watch-activities.ts';

const { fetchPicture } = proxyActivities<WatchActivities>({
  startToCloseTimeout: '5 minutes',
  retry: { maximumAttempts: 1 },
});

/** Brings the picture, by a loop of its own. */
export async function fetchInLoop(area: string): Promise<void> {
  // region loop
  for (;;) {
    try {
      await fetchPicture({ area, key: `pictures/${area}` });
      return;
    } catch {
      await sleep('1 minute');
    }
  }
  // endregion
}
