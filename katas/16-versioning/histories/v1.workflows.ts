import { proxyActivities, sleep } from '@temporalio/workflow';
import type { Activities } from '../activities.ts';
import type { Claim, Settlement } from './claim.ts';

const { assignAssessor, assessInvoice, payOut, closeClaim } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
});

/** How claims were settled at first. */
export async function settleClaim(claim: Claim): Promise<Settlement> {
  await assignAssessor({ claimId: claim.id });
  let amount = 0;
  for (const invoice of claim.invoices) {
    const { payable } = await assessInvoice({ claimId: claim.id, invoice });
    amount += payable;
  }
  await sleep('14 days');
  await payOut({ claimId: claim.id, amount });
  await closeClaim({ claimId: claim.id });
  return { outcome: 'paid', paid: amount };
}
