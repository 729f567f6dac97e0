import { proxyActivities, sleep } from '@temporalio/workflow';
import type { Depot } from './depot-activities.ts';

const { dismantle, testBrakes, testDrive, handOver } = proxyActivities<Depot>({
  startToCloseTimeout: '1 minute',
});

/** Step 3: the patch is gone. */
export async function overhaul(locomotive: string): Promise<void> {
  await dismantle(locomotive);
  // region brakes
  await sleep('90 days'); // for parts
  await testBrakes(locomotive);
  await testDrive(locomotive);
  await sleep('10 days'); // for the papers
  await handOver(locomotive);
  // endregion
}
