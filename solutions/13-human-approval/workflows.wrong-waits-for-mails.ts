/** @caughtBy human-approval/keeps-its-times */
// Writes mail, wait, mail, wait: the straight line that everybody writes first.
import {
  condition,
  defineQuery,
  defineSignal,
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
  const mayDecide = new Set([claim.approver]);
  let current: Status = { state: 'waiting' };
  const open = () => current.state === 'waiting' || current.state === 'escalated';

  setHandler(status, () => current);
  setHandler(decide, ({ by, verdict }) => {
    if (!open() || !mayDecide.has(by)) return;
    current = { state: verdict === 'approve' ? 'approved' : 'rejected', decidedBy: by };
  });

  const claimId = claim.id;
  await askApprover({ claimId, to: claim.approver });
  if (!(await condition(() => !open(), '1 day'))) {
    await remindApprover({ claimId, to: claim.approver });
    if (!(await condition(() => !open(), '2 days'))) {
      mayDecide.add(claim.head);
      current = { state: 'escalated' };
      await escalate({ claimId, to: claim.head });
      if (!(await condition(() => !open(), '4 days'))) current = { state: 'expired' };
    }
  }

  const outcome = current.state as 'approved' | 'rejected' | 'expired';
  if (outcome === 'approved') await payOut({ claimId, amount: claim.amount });
  await tellEmployee({ claimId, to: claim.employee, outcome });
  return current;
}
