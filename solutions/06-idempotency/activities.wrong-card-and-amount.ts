/** @caughtBy idempotency/tells-gifts-apart */
// Takes two equal charges on a card for one, as fraud filters do.
import type { Gift, Services } from './services.ts';

export function createActivities({ payments, register, letters }: Services) {
  return {
    async chargeCard(gift: Gift): Promise<string> {
      const { card, amount, pledge, month } = gift;
      const text = `Thank you for ${month} (${pledge})`;
      const { receipt } = await payments.charge({
        card,
        amount,
        text,
        key: `${card}/${amount}/${month}`,
      });
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
