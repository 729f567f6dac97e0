/** @caughtBy fan-out/tells-who-failed */
// Lets the first refusal through Promise.all, which throws away every offer that was there already.
import { proxyActivities } from '@temporalio/workflow';
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
  const offers: Comparison['offers'] = [];
  const line = suppliers.entries();
  const lane = async () => {
    for (const [place, supplier] of line) {
      offers[place] = { supplier, price: await askPrice({ supplier, materials }) };
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return { offers, missing: [] };
}
