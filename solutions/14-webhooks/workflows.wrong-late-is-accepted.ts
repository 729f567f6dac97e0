/** @caughtBy webhooks/too-late */
// Goes on listening when it has given up, and says yes to what it will not do.
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
  let heard: Notice | undefined;
  // Before anything is awaited: the bank may be faster than its own reply to us.
  setHandler(confirm, (notice) => {
    if (heard) return 'repeated';
    heard = notice;
    return 'accepted';
  });

  await reserve(transfer);
  await submit(transfer);
  await condition(() => heard !== undefined, '5 days');
  const outcome: Outcome = heard?.outcome ?? 'unconfirmed';

  if (outcome === 'settled') await book(transfer);
  else if (outcome === 'returned') await release(transfer);
  else await alert(transfer);
  return outcome;
}
