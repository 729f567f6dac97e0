/** @caughtBy webhooks/answers-at-once */
// Does all the work in the handler, because there the notice is at hand. The bank waits for it.
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
  let isDone = false;
  setHandler(confirm, async (notice) => {
    if (outcome !== undefined) return outcome === 'unconfirmed' ? 'too late' : 'repeated';
    outcome = notice.outcome;
    if (outcome === 'settled') await book(transfer);
    else await release(transfer);
    isDone = true;
    return 'accepted';
  });

  await reserve(transfer);
  await submit(transfer);
  await condition(() => outcome !== undefined, '5 days');
  outcome ??= 'unconfirmed';
  if (outcome === 'unconfirmed') await alert(transfer);
  else await condition(() => isDone);
  return outcome;
}
