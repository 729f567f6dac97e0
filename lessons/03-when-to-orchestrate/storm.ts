import { proxyActivities } from '@temporalio/workflow';
import type { Pass, ResortActivities } from './resort-activities.ts';

const { refundCard, voidPass, mailSkier } = proxyActivities<ResortActivities>({
  startToCloseTimeout: '30 seconds',
});

// region refund
/** Pays one pass back after a storm. One run for each pass. */
export async function refundPass(pass: Pass): Promise<void> {
  await refundCard(pass);
  await voidPass(pass);
  await mailSkier(pass);
}
// endregion
