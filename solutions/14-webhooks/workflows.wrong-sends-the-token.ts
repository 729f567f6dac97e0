/** @caughtBy webhooks/keeps-tokens */
// Has the bank carry the task token, as the documentation of asynchronous completion proposes.
import { ActivityFailure, proxyActivities } from '@temporalio/workflow';
import type { createActivities } from './activities.ts';
import type { Notice, Outcome, Transfer } from './services.ts';

const { reserve, book, release, alert } = proxyActivities<ReturnType<typeof createActivities>>({
  startToCloseTimeout: '1 minute',
});
const { submit } = proxyActivities<{ submit(transfer: Transfer): Promise<Notice['outcome']> }>({
  startToCloseTimeout: '5 days',
  retry: { maximumAttempts: 1 },
});

export async function transferMoney(transfer: Transfer): Promise<Outcome> {
  await reserve(transfer);
  let outcome: Outcome = 'unconfirmed';
  try {
    outcome = await submit(transfer);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
  }
  if (outcome === 'settled') await book(transfer);
  else if (outcome === 'returned') await release(transfer);
  else await alert(transfer);
  return outcome;
}
