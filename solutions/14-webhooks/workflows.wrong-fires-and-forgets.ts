/** @caughtBy webhooks/repeated */
// Takes a signal, which brings nothing back, and so has only one answer to give.
import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
import type { createActivities } from './activities.ts';
import type { Notice, Outcome, Transfer } from './services.ts';

const { reserve, submit, book, release, alert } = proxyActivities<
  ReturnType<typeof createActivities>
>({ startToCloseTimeout: '1 minute' });

export const confirm = defineSignal<[Notice]>('confirm');

export async function transferMoney(transfer: Transfer): Promise<Outcome> {
  let outcome: Outcome | undefined;
  setHandler(confirm, (notice) => {
    outcome ??= notice.outcome;
  });
  await reserve(transfer);
  await submit(transfer);
  await condition(() => outcome !== undefined, '5 days');
  outcome ??= 'unconfirmed';
  if (outcome === 'settled') await book(transfer);
  else if (outcome === 'returned') await release(transfer);
  else await alert(transfer);
  return outcome;
}
