import { patched, proxyActivities, sleep } from '@temporalio/workflow';
import type { Activities } from '../activities.ts';
import type { Claim, Settlement } from './claim.ts';

const { assignAssessor, assessInvoice, sendDecision, payOut, closeClaim } =
  proxyActivities<Activities>({
    startToCloseTimeout: '1 minute',
  });

/** With a letter before the wait: the code that is in production. */
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
