// One loop that waits at a gate before it starts the next request; the answers are settled together.
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
  let open = 0;
  const requests: Promise<PromiseSettledResult<number>>[] = [];
  for (const supplier of enquiry.suppliers) {
    await condition(() => open < enquiry.atOnce);
    open += 1;
    const request = askPrice({ supplier, materials: enquiry.materials });
    requests.push(
      Promise.allSettled([request]).then(([settled]) => {
        open -= 1;
        return settled;
      }),
    );
  }
  const settled = await Promise.all(requests);
  const cancelled = settled.find((one) => one.status === 'rejected' && isCancellation(one.reason));
  if (cancelled?.status === 'rejected') throw cancelled.reason;

  return {
    offers: enquiry.suppliers.flatMap((supplier, place) => {
      const one = settled[place];
      return one?.status === 'fulfilled' ? [{ supplier, price: one.value }] : [];
    }),
    missing: enquiry.suppliers.flatMap((supplier, place) => {
      const one = settled[place];
      return one?.status === 'rejected' ? [{ supplier, reason: words(one.reason) }] : [];
    }),
  };
}

function words(error: unknown): string {
  if (error instanceof ActivityFailure && error.cause) return error.cause.message;
  return (error as Error).message;
}
