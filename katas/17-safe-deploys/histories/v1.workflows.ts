import { proxyActivities, sleep } from '@temporalio/workflow';
import type { Activities } from '../activities.ts';

const { reserve, handOver, register } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
});

/** How animals were adopted at first. */
export async function adopt(animal: string): Promise<void> {
  await reserve({ animal });
  await sleep('7 days');
  await handOver({ animal });
  await sleep('30 days');
  await register({ animal });
}
