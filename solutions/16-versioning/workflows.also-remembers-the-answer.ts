// Asks at the first invoice, and keeps the answer in a variable that has a value either way.
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

export async function settleClaim({ id: claimId, invoices }: Claim): Promise<Settlement> {
  await assignAssessor({ claimId });

  let amount = 0;
  let newPrices: boolean | undefined;
  for (const invoice of invoices) {
    newPrices ??= patched('prices-of-2026');
    const { payable } = newPrices
      ? await assessInvoice({ claimId, invoice, prices: '2026' })
      : await assessInvoice({ claimId, invoice });
    amount += payable;
  }

  if (patched('decision-letter')) await sendDecision({ claimId, amount });
  await sleep('14 days');

  const suspicious =
    patched('fraud-screening') && (await screenClaim({ claimId, amount })).suspicious;
  if (suspicious) {
    await openInvestigation({ claimId });
    return { outcome: 'under investigation', paid: 0 };
  }
  await payOut({ claimId, amount });
  await closeClaim({ claimId });
  return { outcome: 'paid', paid: amount };
}
