import { proxyActivities } from '@temporalio/workflow';
import type { createActivities } from './activities.ts';
import type { Gift } from './services.ts';

const { chargeCard, bookGift, thankDonor } = proxyActivities<ReturnType<typeof createActivities>>({
  startToCloseTimeout: '1 minute',
  // A person has to do something about these. All other errors pass.
  retry: { nonRetryableErrorTypes: ['CardDeclined', 'MonthClosed'] },
});

/**
 * Collects one gift: charges the card, books the gift, thanks the donor. Returns the receipt's
 * number. Fails with `CardDeclined` or `MonthClosed`, when it comes to that.
 */
export async function collectGift(gift: Gift): Promise<string> {
  const receipt = await chargeCard(gift);
  await bookGift(gift, receipt);
  await thankDonor(gift, receipt);
  return receipt;
}
