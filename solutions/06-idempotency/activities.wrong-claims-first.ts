/** @caughtBy idempotency/lost-replies */
// Claims the gift by a row before charging, and takes a claim for a charge: whoever dies in between never pays.
import type { Gift, Services } from './services.ts';

export function createActivities({ payments, register, letters }: Services) {
  return {
    async chargeCard(gift: Gift): Promise<string> {
      const { card, amount, pledge, month } = gift;
      const text = `Thank you for ${month} (${pledge})`;
      const row = { id: nameOf(gift), pledge, month, amount, receipt: '' };
      try {
        await register.insert(row);
      } catch (error) {
        if (!(error instanceof Error && error.name === 'UniqueViolation')) throw error;
        return (await register.find(row))?.receipt ?? '';
      }
      const { receipt } = await payments.charge({ card, amount, text });
      return receipt;
    },

    async bookGift(gift: Gift, receipt: string): Promise<void> {
      const { pledge, month, amount } = gift;
      await register.upsert({ id: nameOf(gift), pledge, month, amount, receipt });
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
