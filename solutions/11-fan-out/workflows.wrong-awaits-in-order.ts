/** @caughtBy fan-out/waits-for-the-rest */
// Starts the requests and awaits them one after the other. One that fails out of turn fails unheard.
import { ActivityFailure, condition, isCancellation, proxyActivities } from '@temporalio/workflow';
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
  let open = 0;
  const requests: Promise<number>[] = [];
  for (const supplier of suppliers) {
    await condition(() => open < atOnce);
    open += 1;
    requests.push(
      askPrice({ supplier, materials }).finally(() => {
        open -= 1;
      }),
    );
  }
  const comparison: Comparison = { offers: [], missing: [] };
  for (const [place, supplier] of suppliers.entries()) {
    try {
      comparison.offers.push({ supplier, price: (await requests[place]) ?? 0 });
    } catch (error) {
      if (isCancellation(error)) throw error;
      comparison.missing.push({ supplier, reason: reasonFor(error) });
    }
  }
  return comparison;
}

/** An ActivityFailure says only that an activity failed. The supplier's words are its cause. */
function reasonFor(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
