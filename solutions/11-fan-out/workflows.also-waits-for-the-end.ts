// Recursive: whoever is done calls the next. Asks cancelled suppliers to stop, and waits until they have.
import { isCancellation, proxyActivities, rootCause } from '@temporalio/workflow';
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
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

/** Asks every supplier what the materials cost, at most `atOnce` of them at the same time. */
export async function comparePrices(enquiry: Enquiry): Promise<Comparison> {
  const waiting = [...enquiry.suppliers];
  const prices: Record<string, number> = {};
  const reasons: Record<string, string> = {};

  async function next(): Promise<void> {
    const supplier = waiting.shift();
    if (supplier === undefined) return;
    try {
      prices[supplier] = await askPrice({ supplier, materials: enquiry.materials });
    } catch (error) {
      if (isCancellation(error)) throw error;
      reasons[supplier] = rootCause(error) ?? 'nobody knows why';
    }
    return next();
  }

  await Promise.all(enquiry.suppliers.slice(0, enquiry.atOnce).map(next));
  return {
    offers: enquiry.suppliers
      .filter((supplier) => supplier in prices)
      .map((supplier) => ({ supplier, price: prices[supplier] ?? 0 })),
    missing: enquiry.suppliers
      .filter((supplier) => supplier in reasons)
      .map((supplier) => ({ supplier, reason: reasons[supplier] ?? '' })),
  };
}
