// Mails are waited for, but not for long; the waits are rows of a table.
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

/** A mail that does not get through in ten minutes is given up: the claim goes on without it. */
const { askApprover, remindApprover, escalate } = proxyActivities<Activities>({
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '10 minutes',
});
const { payOut, tellEmployee } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

const HOUR = 3_600_000;

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
  const start = Date.now();
  const { id: claimId, approver, head } = claim;
  let state: Status['state'] = 'waiting';
  let first = undefined as Decision | undefined;
  let closed = false;

  setHandler(status, () => (first ? { state, decidedBy: first.by } : { state }));
  setHandler(decide, (decision) => {
    const allowed = decision.by === approver || (state === 'escalated' && decision.by === head);
    if (first || closed || !allowed) return;
    first = decision;
    state = decision.verdict === 'approve' ? 'approved' : 'rejected';
  });

  const stages = [
    { until: 24 * HOUR, enter: () => askApprover({ claimId, to: approver }) },
    { until: 72 * HOUR, enter: () => remindApprover({ claimId, to: approver }) },
    {
      until: 168 * HOUR,
      enter: () => {
        state = 'escalated';
        return escalate({ claimId, to: head });
      },
    },
  ];
  for (const { until, enter } of stages) {
    try {
      await enter();
    } catch (error) {
      log.warn('A mail could not be sent', { error });
    }
    if (await condition(() => first !== undefined, start + until - Date.now())) break;
  }
  const decided = first;
  if (!decided) {
    closed = true;
    state = 'expired';
  }
  if (decided?.verdict === 'approve') await payOut({ claimId, amount: claim.amount });
  const outcome = decided ? (decided.verdict === 'approve' ? 'approved' : 'rejected') : 'expired';
  await tellEmployee({ claimId, to: claim.employee, outcome });
  return decided ? { state, decidedBy: decided.by } : { state };
}
