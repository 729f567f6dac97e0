import { deprecatePatch, proxyActivities, sleep } from '@temporalio/workflow';
import type { Activities } from '../activities.ts';

const { reserve, visitHome, handOver, register } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
});

/** Step 2 of the patch. */
export async function adopt(animal: string): Promise<void> {
  await reserve({ animal });
  await sleep('7 days');
  deprecatePatch('home-visit');
  await visitHome({ animal });
  await handOver({ animal });
  await sleep('30 days');
  await register({ animal });
}
