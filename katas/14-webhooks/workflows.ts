import { ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { createActivities } from './activities.ts';
import type { Outcome, Transfer } from './services.ts';

const { reserve, submit, book, release, alert } = proxyActivities<
  ReturnType<typeof createActivities>
>({ startToCloseTimeout: '1 minute' });

/**
 * Carries out one transfer, and returns how it ended. Its workflow id is the transfer's reference.
 *
 * Reserves the money, submits the transfer to the bank, and waits for the first notice:
 *
 * - `settled`: books the money
 * - `returned`: releases it
 * - none within 5 days of submitting: alerts the clerk, and ends as `unconfirmed`
 */
export async function transferMoney(transfer: Transfer): Promise<Outcome> {
  // TODO 2: how does the notice come in? From when on may it, and until when?
  // TODO 3: reserve, submit, wait, and act on the outcome.
  throw ApplicationFailure.nonRetryable('Not written yet: transferMoney');
}
