import { proxyActivities } from '@temporalio/workflow';
import type { Observatory, Plan } from './night-activities.ts';

const { openDome, closeDome, expose } = proxyActivities<Observatory>({
  startToCloseTimeout: '10 minutes',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

/** Wrong on purpose: the lesson shows what a cancel makes of it. */
export async function observeOpen(plan: Plan): Promise<string> {
  // region finally
  try {
    await openDome(plan.id);
    return await expose(plan.id, plan.target);
  } finally {
    await closeDome(plan.id); // in the scope that was cancelled
  }
  // endregion
}
