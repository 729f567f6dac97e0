import { ActivityFailure, isCancellation, proxyActivities } from '@temporalio/workflow';
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
  const answers: Answer[] = [];
  // All lanes take from one iterator, so each supplier is asked by exactly one of them.
  const line = suppliers.entries();
  const lane = async () => {
    for (const [place, supplier] of line) answers[place] = await ask(supplier, materials);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));

  const comparison: Comparison = { offers: [], missing: [] };
  for (const [place, supplier] of suppliers.entries()) {
    const answer = answers[place];
    if (!answer) continue;
    if ('price' in answer) comparison.offers.push({ supplier, ...answer });
    else comparison.missing.push({ supplier, ...answer });
  }
  return comparison;
}

/** A refusal is an answer too. Only a cancellation is not: it ends the lane, and the workflow. */
async function ask(supplier: string, materials: Material[]): Promise<Answer> {
  try {
    return { price: await askPrice({ supplier, materials }) };
  } catch (error) {
    if (isCancellation(error)) throw error;
    return { reason: reasonFor(error) };
  }
}

/** An ActivityFailure says only that an activity failed. The supplier's words are its cause. */
function reasonFor(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
