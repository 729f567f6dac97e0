import { patched, proxyActivities, sleep } from '@temporalio/workflow';
import type { Activities } from '../activities.ts';

const { reserve, visitHome, handOver, register } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
});

/** With a visit before handOver: step 1 of the patch. */
export async function adopt(animal: string): Promise<void> {
  await reserve({ animal });
  await sleep('7 days');
  if (patched('home-visit')) {
    await visitHome({ animal });
  }
  await handOver({ animal });
  await sleep('30 days');
  await register({ animal });
}
