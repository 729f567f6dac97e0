import { patched, proxyActivities, sleep } from '@temporalio/workflow';
import type { Activities } from './activities.ts';

export interface Claim {
  id: string;
  /** Their ids. */
  invoices: string[];
}

export interface Settlement {
  outcome: 'paid' | 'under investigation';
  /** In cents; 0 while it is under investigation. */
  paid: number;
}

const { assignAssessor, assessInvoice, sendDecision, payOut, closeClaim } =
  proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

/**
 * Settles a claim. This is the code that is in production, and some hundred claims are open under
 * it. The letter was added last quarter, behind a patch. Claims that began before it are open too.
 *
 * Your change goes out tonight, to all of them.
 */
export async function settleClaim(claim: Claim): Promise<Settlement> {
  await assignAssessor({ claimId: claim.id });

  // TODO 1: from now on, invoices are assessed by the prices of 2026. But all invoices of one claim
  // by the same list: a claim whose first invoice had the old one keeps it to its last.
  let amount = 0;
  for (const invoice of claim.invoices) {
    const { payable } = await assessInvoice({ claimId: claim.id, invoice });
    amount += payable;
  }

  if (patched('decision-letter')) {
    await sendDecision({ claimId: claim.id, amount });
  }
  await sleep('14 days');

  // TODO 2: from now on, a claim is screened before it is paid, also one that is open now. If it is
  // suspicious, open an investigation: nothing is paid, and the claim is not closed.
  await payOut({ claimId: claim.id, amount });
  await closeClaim({ claimId: claim.id });
  return { outcome: 'paid', paid: amount };
}
