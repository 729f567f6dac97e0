/**
 * @caughtBy safe-deploys/step-two-takes-the-visited
 * The id is given a note that it is old. But histories have the id that they have.
 */
import { deprecatePatch, patched, proxyActivities, sleep } from '@temporalio/workflow';
import type { Activities } from './activities.ts';

export { foster, fosterWithVet } from './foster.ts';
export { waitsFor, ways, waysBack } from './plan.ts';

const { reserve, visitHome, handOver, register } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
});

/** An adoption: the code of today, and step 1 of the patch. */
export async function adopt(animal: string): Promise<void> {
  await reserve({ animal });
  await sleep('7 days'); // people think it over
  if (patched('home-visit')) {
    await visitHome({ animal });
  }
  await handOver({ animal });
  await sleep('30 days'); // the animal gets used to them
  await register({ animal });
}

/** Step 2: one way, and markers that nobody will have to ask for. */
export async function adoptStep2(animal: string): Promise<void> {
  await reserve({ animal });
  await sleep('7 days');
  // In the place of the question: histories have its marker here.
  deprecatePatch('home-visit-old');
  await visitHome({ animal });
  await handOver({ animal });
  await sleep('30 days');
  await register({ animal });
}

/** Step 3: the patch is gone from the code. */
export async function adoptStep3(animal: string): Promise<void> {
  await reserve({ animal });
  await sleep('7 days');
  await visitHome({ animal });
  await handOver({ animal });
  await sleep('30 days');
  await register({ animal });
}
