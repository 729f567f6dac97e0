// An adoption is a list of stages. A step of the patch is another list.
import { deprecatePatch, patched, proxyActivities, sleep } from '@temporalio/workflow';
import type { Activities } from './activities.ts';

export { foster, fosterWithVet } from './foster.ts';
export { waitsFor, ways, waysBack } from './plan.ts';

const { reserve, visitHome, handOver, register } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
});

type Stage = (request: { animal: string }) => Promise<void>;

const week: Stage = () => sleep('7 days');
const trial: Stage = () => sleep('30 days');

async function through(animal: string, stages: readonly Stage[]): Promise<void> {
  for (const stage of stages) await stage({ animal });
}

const askedVisit: Stage = async (request) => {
  if (!patched('home-visit')) return;
  await visitHome(request);
};

/** Writes a marker and nothing else. There is nothing to wait for. */
const retirePatch: Stage = async () => deprecatePatch('home-visit');

export async function adopt(animal: string): Promise<void> {
  await through(animal, [reserve, week, askedVisit, handOver, trial, register]);
}

export async function adoptStep2(animal: string): Promise<void> {
  await through(animal, [reserve, week, retirePatch, visitHome, handOver, trial, register]);
}

export async function adoptStep3(animal: string): Promise<void> {
  await through(animal, [reserve, week, visitHome, handOver, trial, register]);
}
