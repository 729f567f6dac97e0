// Screens a claim before its two weeks; one that is in them already, after them.
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

export async function settleClaim(claim: Claim): Promise<Settlement> {
  await assignAssessor({ claimId: claim.id });
  const amount = await assess(claim);
  const request = { claimId: claim.id, amount };

  let screened = false;
  if (patched('screening-before-the-wait')) {
    screened = true;
    if (await isStopped(request)) return { outcome: 'under investigation', paid: 0 };
  }
  if (patched('decision-letter')) await sendDecision(request);
  await sleep('14 days');
  if (!screened && patched('screening-after-the-wait')) {
    if (await isStopped(request)) return { outcome: 'under investigation', paid: 0 };
  }

  await payOut(request);
  await closeClaim({ claimId: claim.id });
  return { outcome: 'paid', paid: amount };
}

async function assess({ id: claimId, invoices }: Claim): Promise<number> {
  const prices = patched('prices-of-2026') ? ('2026' as const) : undefined;
  let amount = 0;
  for (const invoice of invoices) {
    const request = { claimId, invoice };
    amount += (await assessInvoice(prices ? { ...request, prices } : request)).payable;
  }
  return amount;
}

async function isStopped(request: { claimId: string; amount: number }): Promise<boolean> {
  const { suspicious } = await screenClaim(request);
  if (suspicious) await openInvestigation({ claimId: request.claimId });
  return suspicious;
}
