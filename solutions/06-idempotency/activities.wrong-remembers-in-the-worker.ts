/** @caughtBy idempotency/lost-replies */
// Keeps the receipts in a variable of the Worker, which is gone when the Worker is.
import type { Gift, Services } from './services.ts';

const receipts = new Map<string, string>();

export function createActivities({ payments, register, letters }: Services) {
  return {
    async chargeCard(gift: Gift): Promise<string> {
      const { card, amount, pledge, month } = gift;
      const text = `Thank you for ${month} (${pledge})`;
      const known = receipts.get(nameOf(gift));
      if (known !== undefined) return known;
      const { receipt } = await payments.charge({ card, amount, text });
      receipts.set(nameOf(gift), receipt);
      return receipt;
    },

    async bookGift(gift: Gift, receipt: string): Promise<void> {
      const { pledge, month, amount } = gift;
      try {
        await register.insert({ id: nameOf(gift), pledge, month, amount, receipt });
      } catch (error) {
        // The row is there: an attempt before this one has written it.
        if (!(error instanceof Error && error.name === 'UniqueViolation')) throw error;
      }
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
