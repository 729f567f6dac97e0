import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from './activities.ts';

const { countReturns } = proxyActivities<Activities>({ startToCloseTimeout: '30 days' });

/** Waits for the post to say how many letters it could not deliver. Given. */
export async function collectReturns(mailing: string): Promise<number> {
  return countReturns({ mailing });
}
