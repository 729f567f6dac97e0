import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
import type { Hold, HoldActivities } from './hold-activities.ts';

// region signal
/** The reader has picked the book up. */
export const pickedUp = defineSignal('pickedUp');
// endregion

// region activities
const { shelve, mailReady, mailReminder, release } = proxyActivities<HoldActivities>({
  startToCloseTimeout: '30 seconds',
});
// endregion

// region workflow
/** Keeps a reserved book for its reader: seven days from the mail, with a reminder after five. */
export async function holdBook(hold: Hold): Promise<'lent' | 'released'> {
  let gone = false;
  setHandler(pickedUp, () => {
    gone = true;
  });

  const { place } = await shelve(hold);
  await mailReady(hold, place);
  if (await condition(() => gone, '5 days')) return 'lent';

  await mailReminder(hold, place);
  if (await condition(() => gone, '2 days')) return 'lent';

  await release(hold, place);
  return 'released';
}
// endregion
