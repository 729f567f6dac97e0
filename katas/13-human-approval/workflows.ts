import { defineQuery, defineSignal, proxyActivities } from '@temporalio/workflow';
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
  { startToCloseTimeout: '1 minute' },
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
  // TODO 1: answer `status`, and hear `decide`. Who may decide, and when?
  // TODO 2: ask, and wait. Remind, escalate and expire when it is time.
  // TODO 3: pay, tell, return.
  // TODO 4: then think of the harder cases: two decisions at once, one that comes too late, a mail
  //         server that is down, timers that nobody needs any more.
  throw new Error('Not written yet: approveExpense');
}
