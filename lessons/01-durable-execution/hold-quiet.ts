import { proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
import type { Hold, HoldActivities } from './hold-activities.ts';

const { shelve, mailReady } = proxyActivities<HoldActivities>({
  startToCloseTimeout: '30 seconds',
});

/** Wrong on purpose: it asks whether it is being replayed. */
export async function holdAfraidOfReplay(hold: Hold): Promise<void> {
  const { place } = await shelve(hold);
  // region afraid
  if (!workflowInfo().unsafe.isReplaying) {
    await mailReady(hold, place);
  }
  await sleep('5 days');
  // endregion
}
