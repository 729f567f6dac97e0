/** @caughtBy webhooks/deadline */
// Takes silence for a refusal, and lets the money be spent again.
import { condition, defineUpdate, proxyActivities, setHandler } from '@temporalio/workflow';
import type { createActivities } from './activities.ts';
import type { Answer, Notice, Outcome, Transfer } from './services.ts';

const { reserve, submit, book, release } = proxyActivities<ReturnType<typeof createActivities>>({
  startToCloseTimeout: '1 minute',
});

/** How a notice comes in: the answer goes back to whoever brings it. */
export const confirm = defineUpdate<Answer, [Notice]>('confirm');

/** Carries out one transfer, and returns how it ended. Its workflow id is the transfer's reference. */
export async function transferMoney(transfer: Transfer): Promise<Outcome> {
  let outcome: Outcome | undefined;
  // Before anything is awaited: the bank may be faster than its own reply to us.
  setHandler(confirm, (notice) => {
    if (outcome !== undefined) return outcome === 'unconfirmed' ? 'too late' : 'repeated';
    outcome = notice.outcome;
    return 'accepted';
  });

  await reserve(transfer);
  await submit(transfer);
  await condition(() => outcome !== undefined, '5 days');

  if (outcome === 'settled') await book(transfer);
  else await release(transfer);
  return (outcome ??= 'unconfirmed');
}
