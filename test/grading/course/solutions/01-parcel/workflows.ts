import { proxyActivities, sleep } from '@temporalio/workflow';
import type { createActivities } from './activities.ts';

const { pay, ship } = proxyActivities<ReturnType<typeof createActivities>>({
  startToCloseTimeout: '1 minute',
});

/** Takes the money, waits an hour, and sends the parcel. Returns its number. */
export async function sendParcel(order: string): Promise<string> {
  await pay(order);
  await sleep('1 hour');
  return ship(order);
}
