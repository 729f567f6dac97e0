import { proxyActivities, sleep } from '@temporalio/workflow';
import type { Activities } from './activities.ts';

const { reserve, examine, handOver, takeBack } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
});

/** How animals are in foster care today: two weeks with a family. Some dozen are, right now. */
export async function foster(animal: string): Promise<void> {
  await reserve({ animal });
  await handOver({ animal });
  await sleep('14 days');
  await takeBack({ animal });
}

/** How they will be from tomorrow on. Nothing of the old way is left but its end. */
export async function fosterWithVet(animal: string): Promise<void> {
  await examine({ animal });
  await handOver({ animal });
  await sleep('7 days');
  await examine({ animal });
  await sleep('7 days');
  await takeBack({ animal });
}
