/** @caughtBy fan-out/waits-for-the-rest */
// Gives its place back after an answer, but not after a refusal. When every place is lost, it waits for ever.
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

type Answer = { price: number } | { reason: string };

/** Asks every supplier what the materials cost, at most `atOnce` of them at the same time. */
export async function comparePrices(enquiry: Enquiry): Promise<Comparison> {
  const { suppliers, materials, atOnce } = enquiry;
  let free = atOnce;
  const requests: Promise<Answer>[] = [];
  for (const supplier of suppliers) {
    await condition(() => free > 0);
    free -= 1;
    requests.push(
      askPrice({ supplier, materials }).then(
        (price) => {
          free += 1;
          return { price };
        },
        (error: unknown) => {
          if (isCancellation(error)) throw error;
          return { reason: reasonFor(error) };
        },
      ),
    );
  }
  const answers = await Promise.all(requests);

  const comparison: Comparison = { offers: [], missing: [] };
  for (const [place, supplier] of suppliers.entries()) {
    const answer = answers[place];
    if (!answer) continue;
    if ('price' in answer) comparison.offers.push({ supplier, ...answer });
    else comparison.missing.push({ supplier, ...answer });
  }
  return comparison;
}

/** An ActivityFailure says only that an activity failed. The supplier's words are its cause. */
function reasonFor(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
