/** @caughtBy fan-out/never-more */
// Races against a list from which nobody removes what has ended: after the first answer, every race is won at once.
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
export async function comparePrices({
  suppliers,
  materials,
  atOnce,
}: Enquiry): Promise<Comparison> {
  const answers = new Map<string, Answer>();
  const begun: Promise<void>[] = [];
  for (const supplier of suppliers) {
    if (begun.length >= atOnce) await Promise.race(begun);
    begun.push(
      ask(supplier, materials).then((answer) => {
        answers.set(supplier, answer);
      }),
    );
  }
  await Promise.all(begun);

  const comparison: Comparison = { offers: [], missing: [] };
  for (const supplier of suppliers) {
    const answer = answers.get(supplier);
    if (answer && 'price' in answer) comparison.offers.push({ supplier, price: answer.price });
    if (answer && 'reason' in answer) comparison.missing.push({ supplier, reason: answer.reason });
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
