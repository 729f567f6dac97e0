import { proxyActivities } from '@temporalio/workflow';
import type { createActivities } from './at-once-activities.ts';

const { closeContract } = proxyActivities<ReturnType<typeof createActivities>>({
  startToCloseTimeout: '30 seconds',
});

/** Wrong on purpose: the lesson shows what a bad hour of one service makes of it. */
export async function closeAtOnce(id: string): Promise<void> {
  await closeContract(id);
}
