/**
 * @caughtBy versioning/letter-claims-replay
 * The ids get a common scheme on the way: a year in front. A rename in an editor reaches the code,
 * and no history.
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

  const prices = patched('2026-prices') ? { prices: '2026' as const } : {};
  let amount = 0;
  for (const invoice of claim.invoices) {
    const { payable } = await assessInvoice({ claimId: claim.id, invoice, ...prices });
    amount += payable;
  }

  if (patched('2025-decision-letter')) {
    await sendDecision({ claimId: claim.id, amount });
  }
  await sleep('14 days');

  if (patched('2026-fraud-screening')) {
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
