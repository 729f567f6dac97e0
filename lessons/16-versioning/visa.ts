import { patched, proxyActivities, sleep } from '@temporalio/workflow';
import type { Application, Consulate } from './visa-activities.ts';

const { register, checkList, interview, handOver, translate, translateSworn } =
  proxyActivities<Consulate>({ startToCloseTimeout: '1 minute' });

/** Decides about one application. */
export async function decideVisa(application: Application): Promise<void> {
  await register(application);
  // region check
  await sleep('30 days');
  if (patched('security-list')) {
    await checkList(application);
  }
  await interview(application);
  await sleep('5 days'); // printing
  // endregion
  await handOver(application);
}

/** One translator for all papers of an application. */
export async function translatePapers({ papers }: Application): Promise<void> {
  // region loop
  const sworn = patched('sworn-translator'); // asked once
  for (const paper of papers) {
    if (sworn) await translateSworn(paper);
    else await translate(paper);
  }
  // endregion
}

/** Two steps of one change. */
export async function checkTwice(application: Application): Promise<void> {
  // region twice
  if (patched('security-list')) await checkList(application);
  await interview(application);
  if (patched('security-list')) await checkList(application);
  // endregion
}
