import { proxyActivities, sleep } from '@temporalio/workflow';
import type { Activities } from '../activities.ts';

const { reserve, visitHome, handOver, register } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
});

/** Step 3 of the patch: it is gone. */
export async function adopt(animal: string): Promise<void> {
  await reserve({ animal });
  await sleep('7 days');
  await visitHome({ animal });
  await handOver({ animal });
  await sleep('30 days');
  await register({ animal });
}
