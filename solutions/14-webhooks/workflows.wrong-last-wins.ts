/** @caughtBy webhooks/repeated */
// Writes down what each notice says, also what comes after the first.
import { condition, defineUpdate, proxyActivities, setHandler } from '@temporalio/workflow';
import type { createActivities } from './activities.ts';
import type { Answer, Notice, Outcome, Transfer } from './services.ts';

const { reserve, submit, book, release, alert } = proxyActivities<
  ReturnType<typeof createActivities>
>({ startToCloseTimeout: '1 minute' });

/** How a notice comes in: the answer goes back to whoever brings it. */
export const confirm = defineUpdate<Answer, [Notice]>('confirm');

/** Carries out one transfer, and returns how it ended. Its workflow id is the transfer's reference. */
export async function transferMoney(transfer: Transfer): Promise<Outcome> {
  let outcome: Outcome | undefined;
  // Before anything is awaited: the bank may be faster than its own reply to us.
  setHandler(confirm, (notice) => {
    if (outcome === 'unconfirmed') return 'too late';
    const isFirst = outcome === undefined;
    outcome = notice.outcome;
    return isFirst ? 'accepted' : 'repeated';
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
