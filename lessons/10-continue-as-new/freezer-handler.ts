import {
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';

export const reading = defineSignal<[{ id: string; celsius: number }]>('reading');
export const defrost = defineUpdate<number>('defrost');
export const count = defineQuery<number>('count');
export const scrap = defineSignal('scrap');

export async function freezerHandler(readings: number): Promise<number> {
  let scrapped = false;
  setHandler(count, () => readings);
  setHandler(reading, async () => {
    readings += 1;
    if (workflowInfo().historyLength >= 12) await continueAsNew<typeof freezerHandler>(readings);
  });
  // region handler
  setHandler(defrost, async () => {
    await continueAsNew<typeof freezerHandler>(readings);
    return readings;
  });
  // endregion
  setHandler(scrap, () => {
    scrapped = true;
  });
  await condition(() => scrapped);
  return readings;
}
