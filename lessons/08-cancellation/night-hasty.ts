import { CancellationScope, proxyActivities } from '@temporalio/workflow';
import type { Observatory, Plan } from './night-activities.ts';

const { openDome, closeDome, expose } = proxyActivities<Observatory>({
  startToCloseTimeout: '10 minutes',
});

/** Wrong on purpose: it does not say that a cancelled call is to be waited for. */
export async function observeHasty(plan: Plan): Promise<string> {
  try {
    await openDome(plan.id);
    return await expose(plan.id, plan.target);
  } finally {
    await CancellationScope.nonCancellable(() => closeDome(plan.id));
  }
}
