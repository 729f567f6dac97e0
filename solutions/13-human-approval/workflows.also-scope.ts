// Three timers start together in a scope, and a trigger ends them all.
import {
  CancellationScope,
  Trigger,
  defineQuery,
  defineSignal,
  isCancellation,
  log,
  proxyActivities,
  setHandler,
  sleep,
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
  const { id: claimId, approver, head, employee, amount } = claim;
  const ended = new Trigger<Status>();
  let current: Status = { state: 'waiting' };
  let over = false;
  const end = (last: Status) => {
    if (over) return;
    over = true;
    current = last;
    ended.resolve(last);
  };

  setHandler(status, () => current);
  setHandler(decide, ({ by, verdict }) => {
    if (by !== approver && !(by === head && current.state === 'escalated')) return;
    end({ state: verdict === 'approve' ? 'approved' : 'rejected', decidedBy: by });
  });

  send(askApprover({ claimId, to: approver }));
  const clock = new CancellationScope();
  const timers = clock.run(async () => {
    const remind = sleep('1 day').then(() => send(remindApprover({ claimId, to: approver })));
    const call = sleep('3 days').then(() => {
      current = { state: 'escalated' };
      send(escalate({ claimId, to: head }));
    });
    const expire = sleep('7 days').then(() => end({ state: 'expired' }));
    await Promise.all([remind, call, expire]);
  });
  timers.catch((error: unknown) => {
    if (!isCancellation(error)) throw error;
  });

  const { state, ...rest } = await ended;
  clock.cancel();
  if (state === 'approved') await payOut({ claimId, amount });
  if (state !== 'waiting' && state !== 'escalated') {
    await tellEmployee({ claimId, to: employee, outcome: state });
  }
  return { state, ...rest };
}

/**
 * A mail is under way; nobody waits for it. Not even a decision stops it: it runs outside the
 * scope of the timers.
 */
function send(mail: Promise<void>): void {
  mail.catch((error: unknown) => log.warn('A mail could not be sent', { error }));
}
