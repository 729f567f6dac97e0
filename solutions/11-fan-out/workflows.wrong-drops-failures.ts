/** @caughtBy fan-out/tells-who-failed */
// Logs a refusal and goes on. The log is read by nobody, and the list looks whole.
import { isCancellation, log, proxyActivities } from '@temporalio/workflow';
import type { Activities, Material } from './activities.ts';

export interface Enquiry {
  suppliers: string[];
  materials: Material[];
  /** So many suppliers, and no more, may be asked at the same time. */
  atOnce: number;
}

/** What came of an enquiry. Both lists are in the order of the enquiry's `suppliers`. */
export interface Comparison {
  offers: { supplier: string; price: number }[];
  /** Who gave no price, and the reason in the supplier's own words. */
  missing: { supplier: string; reason: string }[];
}

const { askPrice } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
  scheduleToCloseTimeout: '10 minutes',
});

/** Asks every supplier what the materials cost, at most `atOnce` of them at the same time. */
export async function comparePrices(enquiry: Enquiry): Promise<Comparison> {
  const { suppliers, materials, atOnce } = enquiry;
  const prices: (number | undefined)[] = [];
  const line = suppliers.entries();
  const lane = async () => {
    for (const [place, supplier] of line) {
      try {
        prices[place] = await askPrice({ supplier, materials });
      } catch (error) {
        if (isCancellation(error)) throw error;
        log.warn('no price', { supplier, error });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  const offers = suppliers.flatMap((supplier, place) => {
    const price = prices[place];
    return price === undefined ? [] : [{ supplier, price }];
  });
  return { offers, missing: [] };
}
