/**
 * @caughtBy versioning/new-claims-take-the-new-way
 * The new way becomes a workflow of its own, and the old one is left alone. That is a sound way to
 * change much at once, but whoever starts claims starts the old type as before.
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

/** For claims that began before. */
export async function settleClaim(claim: Claim): Promise<Settlement> {
  await assignAssessor({ claimId: claim.id });

  let amount = 0;
  for (const invoice of claim.invoices) {
    const { payable } = await assessInvoice({ claimId: claim.id, invoice });
    amount += payable;
  }

  if (patched('decision-letter')) {
    await sendDecision({ claimId: claim.id, amount });
  }
  await sleep('14 days');

  await payOut({ claimId: claim.id, amount });
  await closeClaim({ claimId: claim.id });
  return { outcome: 'paid', paid: amount };
}

/** For claims that begin from now on. */
export async function settleScreenedClaim(claim: Claim): Promise<Settlement> {
  await assignAssessor({ claimId: claim.id });

  let amount = 0;
  for (const invoice of claim.invoices) {
    const { payable } = await assessInvoice({ claimId: claim.id, invoice, prices: '2026' });
    amount += payable;
  }

  await sendDecision({ claimId: claim.id, amount });
  await sleep('14 days');

  const { suspicious } = await screenClaim({ claimId: claim.id, amount });
  if (suspicious) {
    await openInvestigation({ claimId: claim.id });
    return { outcome: 'under investigation', paid: 0 };
  }
  await payOut({ claimId: claim.id, amount });
  await closeClaim({ claimId: claim.id });
  return { outcome: 'paid', paid: amount };
}
