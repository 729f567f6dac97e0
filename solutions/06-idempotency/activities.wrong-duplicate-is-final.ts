/** @caughtBy idempotency/lost-replies */
// Lists the duplicate as an error that never passes, which is true, and which fails a run that has done all.
import type { Gift, Services } from './services.ts';

export function createActivities({ payments, register, letters }: Services) {
  return {
    async chargeCard(gift: Gift): Promise<string> {
      const { card, amount, pledge, month } = gift;
      const text = `Thank you for ${month} (${pledge})`;
      const { receipt } = await payments.charge({ card, amount, text, key: nameOf(gift) });
      return receipt;
    },

    async bookGift(gift: Gift, receipt: string): Promise<void> {
      const { pledge, month, amount } = gift;
      await register.insert({ id: nameOf(gift), pledge, month, amount, receipt });
    },

    async thankDonor(gift: Gift, receipt: string): Promise<void> {
      await letters.post({ request: nameOf(gift), to: gift.email, receipt });
    },
  };
}

/** The same for every attempt and every run that is about this gift, and for no other gift. */
function nameOf({ pledge, month }: Gift): string {
  return `${pledge}/${month}`;
}
