import type { Hold, HoldActivities } from './hold-activities.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const sleep = (length: number) => new Promise((resolve) => setTimeout(resolve, length));

/** Wrong on purpose: an ordinary Node process, which forgets everything when it ends. */
export async function holdInMemory(
  library: HoldActivities,
  book: Hold,
  isGone: () => boolean,
): Promise<void> {
  // region memory
  const { place } = await library.shelve(book);
  await library.mailReady(book, place);
  await sleep(5 * DAY_MS); // a restart here: the rest is forgotten
  if (isGone()) return;
  await library.mailReminder(book, place);
  await sleep(2 * DAY_MS);
  if (isGone()) return;
  await library.release(book, place);
  // endregion
}
