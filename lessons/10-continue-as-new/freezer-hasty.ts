import {
  condition,
  continueAsNew,
  defineSignal,
  defineUpdate,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { FreezerActivities } from './freezer-activities.ts';

const { melt } = proxyActivities<FreezerActivities>({ startToCloseTimeout: '10 minutes' });

export const reading = defineSignal<[{ id: string; celsius: number }]>('reading');
export const defrost = defineUpdate<number>('defrost');

export async function freezerHasty(name: string, defrosts: number): Promise<void> {
  setHandler(reading, () => undefined);
  setHandler(defrost, async () => {
    await melt(name);
    defrosts += 1;
    return defrosts;
  });
  // region hasty
  await condition(() => workflowInfo().historyLength >= 20);
  await continueAsNew<typeof freezerHasty>(name, defrosts);
  // endregion
}
