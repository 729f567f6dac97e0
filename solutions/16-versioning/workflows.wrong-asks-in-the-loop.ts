/**
 * @caughtBy versioning/one-claim-one-list
 * The patch stands where the changed line is, inside the loop, as the examples show it. Replayed
 * invoices are asked with false, and the next one with true.
 */
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

const {
  assignAssessor,
  assessInvoice,
  sendDecision,
  screenClaim,
  openInvestigation,
  payOut,
  closeClaim,
} = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

/** Settles a claim: assesses its invoices, waits two weeks for objections, screens it, and pays. */
export async function settleClaim(claim: Claim): Promise<Settlement> {
  await assignAssessor({ claimId: claim.id });

  let amount = 0;
  for (const invoice of claim.invoices) {
    const { payable } = patched('prices-of-2026')
      ? await assessInvoice({ claimId: claim.id, invoice, prices: '2026' })
      : await assessInvoice({ claimId: claim.id, invoice });
    amount += payable;
  }

  if (patched('decision-letter')) {
    await sendDecision({ claimId: claim.id, amount });
  }
  await sleep('14 days');

  if (patched('fraud-screening')) {
    const { suspicious } = await screenClaim({ claimId: claim.id, amount });
    if (suspicious) {
      await openInvestigation({ claimId: claim.id });
      return { outcome: 'under investigation', paid: 0 };
    }
  }
  await payOut({ claimId: claim.id, amount });
  await closeClaim({ claimId: claim.id });
  return { outcome: 'paid', paid: amount };
}
