// One adoption for all steps; each step hands in what it does between the 7 days and the handover.
import { deprecatePatch, patched, proxyActivities, sleep } from '@temporalio/workflow';
import type { Activities } from './activities.ts';

export { foster, fosterWithVet } from './foster.ts';
export { waitsFor, ways, waysBack } from './plan.ts';

const { reserve, visitHome, handOver, register } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
});

type Before = (animal: string) => Promise<void>;

async function adoption(animal: string, beforeHandOver: Before): Promise<void> {
  await reserve({ animal });
  await sleep('7 days');
  await beforeHandOver(animal);
  await handOver({ animal });
  await sleep('30 days');
  await register({ animal });
}

const visit: Before = (animal) => visitHome({ animal });

/** Step 1, the code of today. */
export const adopt = (animal: string) =>
  adoption(animal, async () => {
    if (patched('home-visit')) await visit(animal);
  });

export const adoptStep2 = (animal: string) =>
  adoption(animal, () => {
    deprecatePatch('home-visit');
    return visit(animal);
  });

export const adoptStep3 = (animal: string) => adoption(animal, visit);
