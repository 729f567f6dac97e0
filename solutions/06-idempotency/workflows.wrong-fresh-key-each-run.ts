/** @caughtBy idempotency/after-a-failure */
// Makes a UUID in the workflow, where it is the same over attempts and replays, but not over runs.
import { proxyActivities, uuid4 } from '@temporalio/workflow';
import type { createActivities } from './activities.ts';
import type { Gift } from './services.ts';

interface Activities extends Omit<ReturnType<typeof createActivities>, 'chargeCard'> {
  chargeCard(gift: Gift, key: string): Promise<string>;
}

const { chargeCard, bookGift, thankDonor } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
  // A person has to do something about these. All other errors pass.
  retry: { nonRetryableErrorTypes: ['CardDeclined', 'MonthClosed'] },
});

/**
 * Collects one gift: charges the card, books the gift, thanks the donor. Returns the receipt's
 * number. Fails with `CardDeclined` or `MonthClosed`, when it comes to that.
 */
export async function collectGift(gift: Gift): Promise<string> {
  const receipt = await chargeCard(gift, uuid4());
  await bookGift(gift, receipt);
  await thankDonor(gift, receipt);
  return receipt;
}
