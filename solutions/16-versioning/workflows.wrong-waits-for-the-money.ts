/**
 * @caughtBy versioning/new-claims-take-the-new-way
 * The screening is started and looked at after the payment, to save the customer a minute. Then it
 * is too late for what it was meant for.
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

  const screening = patched('fraud-screening')
    ? screenClaim({ claimId: claim.id, amount })
    : Promise.resolve({ suspicious: false });
  await payOut({ claimId: claim.id, amount });
  const { suspicious } = await screening;
  if (suspicious) {
    await openInvestigation({ claimId: claim.id });
    return { outcome: 'under investigation', paid: 0 };
  }
  await closeClaim({ claimId: claim.id });
  return { outcome: 'paid', paid: amount };
}
