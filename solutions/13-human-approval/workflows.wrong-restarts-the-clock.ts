/** @caughtBy human-approval/hears-who-may-decide */
// Waits for any message, and after one that does not count waits anew.
import {
  condition,
  defineQuery,
  defineSignal,
  log,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { Activities } from './activities.ts';

export interface Claim {
  id: string;
  employee: string;
  approver: string;
  /** The head of department. */
  head: string;
  amount: number;
}

export interface Decision {
  /** Who decides. Anybody can send a decision; not everybody may. */
  by: string;
  verdict: 'approve' | 'reject';
}

export interface Status {
  state: 'waiting' | 'escalated' | 'approved' | 'rejected' | 'expired';
  /** Who decided; only when the claim is approved or rejected. */
  decidedBy?: string;
}

/** How a decision comes in. */
export const decide = defineSignal<[Decision]>('decide');
/** How the claim stands. */
export const status = defineQuery<Status>('status');

const { askApprover, remindApprover, escalate, payOut, tellEmployee } = proxyActivities<Activities>(
  {
    startToCloseTimeout: '1 minute',
  },
);

/**
 * Asks the approver by mail, and waits for the first decision of somebody who may decide.
 *
 * - 1 day without one: reminds the approver, once.
 * - 3 days: escalates to the head of department. From here on, the head may decide too.
 * - 7 days: the claim expires.
 *
 * Then pays the claim out if it is approved, tells the employee in any case, and returns the
 * status.
 *
 * All times count from the workflow's start. Neither they nor a decision wait for the mail server,
 * and a mail that can't be delivered changes nothing else.
 */
export async function approveExpense(claim: Claim): Promise<Status> {
  const inbox: Decision[] = [];
  let current: Status = { state: 'waiting' };
  setHandler(status, () => current);
  setHandler(decide, (decision) => void inbox.push(decision));

  /** The next decision that counts, or nothing when the time is over. */
  const answerWithin = async (time: '1 day' | '2 days' | '4 days', people: string[]) => {
    while (await condition(() => inbox.length > 0, time)) {
      const decision = inbox.shift();
      if (decision && people.includes(decision.by)) return decision;
    }
    return undefined;
  };

  const claimId = claim.id;
  send(askApprover({ claimId, to: claim.approver }));
  let decision = await answerWithin('1 day', [claim.approver]);
  if (!decision) {
    send(remindApprover({ claimId, to: claim.approver }));
    decision = await answerWithin('2 days', [claim.approver]);
  }
  if (!decision) {
    current = { state: 'escalated' };
    send(escalate({ claimId, to: claim.head }));
    decision = await answerWithin('4 days', [claim.approver, claim.head]);
  }
  const outcome = !decision ? 'expired' : decision.verdict === 'approve' ? 'approved' : 'rejected';
  current = decision ? { state: outcome, decidedBy: decision.by } : { state: outcome };
  if (outcome === 'approved') await payOut({ claimId, amount: claim.amount });
  await tellEmployee({ claimId, to: claim.employee, outcome });
  return current;
}

/** A mail is under way; nobody waits for it. */
function send(mail: Promise<void>): void {
  mail.catch((error: unknown) => log.warn('A mail could not be sent', { error }));
}
