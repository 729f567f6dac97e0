import { proxyActivities } from '@temporalio/workflow';
import type { ResortActivities } from './resort-activities.ts';

const { lookUpPass } = proxyActivities<ResortActivities>({ startToCloseTimeout: '1 second' });

// region gate
/** Tells a turnstile whether to open. */
export async function mayPass(pass: { id: string }): Promise<boolean> {
  const { valid } = await lookUpPass(pass);
  return valid;
}
// endregion
