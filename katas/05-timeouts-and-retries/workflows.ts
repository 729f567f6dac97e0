import { proxyActivities } from '@temporalio/workflow';
import type { Activities, Order } from './activities.ts';

// TODO 1: how long may one call take, and when is the next one made? These options say so.
const { orderFromMain, orderFromReserve } = proxyActivities<Activities>({
  startToCloseTimeout: '1 hour',
});

/**
 * Orders a medicine for a ward, and returns the wholesaler's confirmation.
 *
 * The order goes to the main wholesaler. When that one does not have the medicine, it goes to the
 * reserve wholesaler, and for no other reason: a wholesaler that is silent may have the order.
 *
 * The calls are patient, and polite:
 *
 * - two calls that fail cost at most 5 minutes, and a call that hangs at most 2
 * - an outage of 45 minutes costs at most 15 calls, and 15 minutes after it the order is placed
 *
 * Two hours after the order came in, the pharmacist must know how it stands, whoever was asked and
 * how often. So the run fails, if it can't succeed:
 *
 * - with `InvalidOrder` or `OutOfStock`, when a wholesaler's own error ends it
 * - with `NotOrderedInTime`, when the two hours are over
 */
export async function orderMedicine(order: Order): Promise<string> {
  // TODO 2: order at the main wholesaler, and return its confirmation.
  // TODO 3: some errors pass, and some will never pass. `activities.ts` says which are which.
  // TODO 4: turn to the reserve wholesaler when the main one does not have the medicine.
  // TODO 5: keep to the two hours, and say why when nothing could be ordered.
  throw new Error('Not written yet: orderMedicine');
}
