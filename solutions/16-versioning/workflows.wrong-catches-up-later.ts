/**
 * @caughtBy versioning/paid-claims-stay-as-they-are
 * What was not screened before it was paid is screened afterwards, so that no claim is left out.
 * It was to stay as it is.
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

  const prices = patched('prices-of-2026') ? { prices: '2026' as const } : {};
  let amount = 0;
  for (const invoice of claim.invoices) {
    const { payable } = await assessInvoice({ claimId: claim.id, invoice, ...prices });
    amount += payable;
  }

  if (patched('decision-letter')) {
    await sendDecision({ claimId: claim.id, amount });
  }
  await sleep('14 days');

  let screened = false;
  if (patched('fraud-screening')) {
    screened = true;
    const { suspicious } = await screenClaim({ claimId: claim.id, amount });
    if (suspicious) {
      await openInvestigation({ claimId: claim.id });
      return { outcome: 'under investigation', paid: 0 };
    }
  }
  await payOut({ claimId: claim.id, amount });
  await closeClaim({ claimId: claim.id });
  if (!screened && patched('late-screening')) {
    const { suspicious } = await screenClaim({ claimId: claim.id, amount });
    if (suspicious) await openInvestigation({ claimId: claim.id });
  }
  return { outcome: 'paid', paid: amount };
}
