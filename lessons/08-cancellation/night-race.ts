import { CancellationScope, proxyActivities, sleep } from '@temporalio/workflow';
import type { Observatory, Plan } from './night-activities.ts';

const { openDome, closeDome, expose } = proxyActivities<Observatory>({
  startToCloseTimeout: '10 minutes',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

const { clearSky } = proxyActivities<Observatory>({
  startToCloseTimeout: '20 minutes',
  retry: { maximumInterval: '2 minutes' },
});

/** Wrong on purpose: the lesson shows what the race leaves behind. */
export async function observeRace(plan: Plan): Promise<string> {
  try {
    await openDome(plan.id);
    // region race
    const target = await Promise.race([
      clearSky(plan.target).then(() => plan.target),
      sleep('30 minutes').then(() => plan.standby),
    ]);
    // endregion
    return await expose(plan.id, target);
  } finally {
    await CancellationScope.nonCancellable(() => closeDome(plan.id));
  }
}
