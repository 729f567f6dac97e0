import { proxyActivities } from '@temporalio/workflow';
import type { createActivities } from './toll-activities.ts';
import type { Passage } from './toll-services.ts';

// region once
const { debit, filePassage } = proxyActivities<ReturnType<typeof createActivities>>({
  startToCloseTimeout: '10 seconds',
  retry: { maximumAttempts: 1 },
});
// endregion

/** Wrong on purpose: one attempt is at most once, and whether it was once nobody knows. */
export async function billOnce(passage: Passage): Promise<string> {
  const receipt = await debit(passage);
  await filePassage(passage, receipt);
  return receipt;
}
