import { proxyActivities } from '@temporalio/workflow';
import type { createActivities } from './toll-activities.ts';
import type { Passage } from './toll-services.ts';

const { debit, filePassage } = proxyActivities<ReturnType<typeof createActivities>>({
  startToCloseTimeout: '10 seconds',
});

/** Debits one passage, and files it. Returns the receipt's number. */
export async function billPassage(passage: Passage): Promise<string> {
  const receipt = await debit(passage);
  await filePassage(passage, receipt);
  return receipt;
}
