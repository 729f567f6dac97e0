import {
  condition,
  continueAsNew,
  defineSignal,
  log,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';

export const reading = defineSignal<[{ id: string; celsius: number }]>('reading');

export async function freezerCaught(readings: number): Promise<number> {
  setHandler(reading, () => {
    readings += 1;
  });
  await condition(() => workflowInfo().historyLength > 10);
  // region caught
  try {
    await continueAsNew<typeof freezerCaught>(readings);
  } catch (error) {
    log.error('the freezer goes on', { error: String(error) });
  }
  return readings;
  // endregion
}
