import { proxyActivities } from '@temporalio/workflow';
import type { WatchActivities } from './watch-activities.ts';

const { loadPicture, findSmokeIn, drawMapOf } = proxyActivities<WatchActivities>({
  startToCloseTimeout: '5 minutes',
});

/** Watches one area, once. Each activity is handed the whole picture. */
export async function watchHot(area: string): Promise<number> {
  // region hot
  const picture = await loadPicture({ area });
  const smoke = await findSmokeIn({ picture });
  await drawMapOf({ picture, smoke });
  // endregion
  return smoke.length;
}
