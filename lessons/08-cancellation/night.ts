import { CancellationScope, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { Observatory, Plan } from './night-activities.ts';

// region kinds
// Motors and shutters: wait until they have stopped.
const { openDome, closeDome, expose } = proxyActivities<Observatory>({
  startToCloseTimeout: '10 minutes',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

// Only a look at the sky: ask it to stop, and go on.
const { clearSky } = proxyActivities<Observatory>({
  startToCloseTimeout: '20 minutes',
  retry: { maximumInterval: '2 minutes' },
  cancellationType: 'TRY_CANCEL',
});
// endregion

/** Takes one picture. Whatever happens, the dome is closed at the end. */
export async function observe(plan: Plan): Promise<string> {
  // region shield
  try {
    await openDome(plan.id);
    const target = await chooseTarget(plan);
    return await expose(plan.id, target);
  } finally {
    await CancellationScope.nonCancellable(() => closeDome(plan.id));
  }
  // endregion
}

// region timeout
async function chooseTarget({ target, standby }: Plan): Promise<string> {
  const night = CancellationScope.current();
  try {
    await CancellationScope.withTimeout('30 minutes', () => clearSky(target));
    return target;
  } catch (error) {
    if (night.consideredCancelled || !isCancellation(error)) throw error;
    return standby; // only our own 30 minutes are over
  }
}
// endregion
