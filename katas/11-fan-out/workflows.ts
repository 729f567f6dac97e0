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
  // TODO 1: ask all suppliers, several at a time. When one has answered, the next one's turn comes.
  // TODO 2: return the offers in the order of the suppliers, whoever was the fastest.
  // TODO 3: a supplier that gives no price is reported with its reason. The others still count.
  // TODO 4: then think of the harder cases: one supplier that refuses at once while the others
  //         are still calculating, and an enquiry that is cancelled in the middle.
  throw new Error('Not written yet: comparePrices');
}
