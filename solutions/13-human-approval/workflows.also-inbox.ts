// Decisions go into an inbox, and one loop looks at whatever comes first: a decision or a time.
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

const DAY = 24 * 60 * 60 * 1000;

class Approval {
  readonly inbox: Decision[] = [];
  status: Status = { state: 'waiting' };
  readonly #claim: Claim;
  readonly #due: { at: number; happens: () => void }[];

  constructor(claim: Claim, began: number) {
    this.#claim = claim;
    this.#due = [
      { at: began + DAY, happens: () => this.#remind() },
      { at: began + 3 * DAY, happens: () => this.#escalate() },
      { at: began + 7 * DAY, happens: () => (this.status = { state: 'expired' }) },
    ];
  }

  get isOpen(): boolean {
    return this.status.state === 'waiting' || this.status.state === 'escalated';
  }

  async goOn(): Promise<void> {
    const [next] = this.#due;
    if (!next) return;
    const mail = await condition(() => this.inbox.length > 0, Math.max(1, next.at - Date.now()));
    if (mail) return this.#read(this.inbox.shift());
    this.#due.shift();
    next.happens();
  }

  #read(decision: Decision | undefined): void {
    if (!decision) return;
    const { by, verdict } = decision;
    const isHead = by === this.#claim.head && this.status.state === 'escalated';
    if (by !== this.#claim.approver && !isHead) return;
    this.status = { state: verdict === 'approve' ? 'approved' : 'rejected', decidedBy: by };
  }

  #remind(): void {
    const { id: claimId, approver: to } = this.#claim;
    remindApprover({ claimId, to }).catch(noted);
  }

  #escalate(): void {
    this.status = { state: 'escalated' };
    const { id: claimId, head: to } = this.#claim;
    escalate({ claimId, to }).catch(noted);
  }
}

function noted(error: unknown): void {
  log.warn('A mail could not be sent', { error });
}

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
  const approval = new Approval(claim, Date.now());
  setHandler(status, () => approval.status);
  setHandler(decide, (decision) => void approval.inbox.push(decision));

  askApprover({ claimId: claim.id, to: claim.approver }).catch(noted);
  while (approval.isOpen) await approval.goOn();

  const { state } = approval.status;
  if (state === 'approved') await payOut({ claimId: claim.id, amount: claim.amount });
  await tellEmployee({
    claimId: claim.id,
    to: claim.employee,
    outcome: state as 'approved' | 'rejected' | 'expired',
  });
  return approval.status;
}
