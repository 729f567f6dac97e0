import { patched, proxyActivities, sleep } from '@temporalio/workflow';
import type { Application, Consulate } from './visa-activities.ts';

const { register, checkList, interview, handOver, translate, translateSworn } =
  proxyActivities<Consulate>({ startToCloseTimeout: '1 minute' });

/** The change without a patch. */
export async function decideVisa(application: Application): Promise<void> {
  await register(application);
  // region check
  await sleep('30 days');
  await checkList(application); // new
  await interview(application);
  await sleep('5 days'); // printing
  // endregion
  await handOver(application);
}

/** Asks anew for each paper. */
export async function translatePapers({ papers }: Application): Promise<void> {
  // region loop
  for (const paper of papers) {
    if (patched('sworn-translator')) await translateSworn(paper);
    else await translate(paper);
  }
  // endregion
}
