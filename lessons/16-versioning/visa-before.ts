import { proxyActivities, sleep } from '@temporalio/workflow';
import type { Application, Consulate } from './visa-activities.ts';

const { register, interview, handOver } = proxyActivities<Consulate>({
  startToCloseTimeout: '1 minute',
});

// region visa
export async function decideVisa(application: Application): Promise<void> {
  await register(application);
  await sleep('30 days');
  await interview(application);
  await sleep('5 days'); // printing
  await handOver(application);
}
// endregion
