import type { Gift, Services } from './services.ts';

/**
 * Activities touch the world. A Worker calls this once, with the services that are out there. These
 * three are a proposal: how many there are, and what they are given, is up to you.
 */
export function createActivities({ payments, register, letters }: Services) {
  return {
    // TODO 1: every one of these may be run more than once. Write them so that this does no harm.
    async chargeCard(gift: Gift): Promise<string> {
      throw new Error('Not written yet: chargeCard');
    },

    async bookGift(gift: Gift, receipt: string): Promise<void> {
      throw new Error('Not written yet: bookGift');
    },

    async thankDonor(gift: Gift, receipt: string): Promise<void> {
      throw new Error('Not written yet: thankDonor');
    },
  };
}
