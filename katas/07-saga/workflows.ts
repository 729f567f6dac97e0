import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from './activities.ts';

export interface Order {
  id: string;
  sku: string;
  quantity: number;
  amount: number;
  address: string;
  email: string;
}

const { reserveStock, chargeCard, shipOrder, sendConfirmation } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
});

/**
 * Reserves the goods, charges the card, ships the parcel, and then confirms by mail.
 * Returns the parcel's tracking number.
 *
 * When a step fails, or somebody cancels the order, whatever was done is undone.
 */
export async function placeOrder(order: Order): Promise<string> {
  // TODO 1: take the four steps in their order. Each service knows the order by `order.id`.
  // TODO 2: when a step fails, undo the steps before it. `activities.ts` says what undoes what.
  // TODO 3: then think of the harder cases: a reply that gets lost, an undo that fails, an order
  //         that is cancelled, a mail that can't be sent.
  throw new Error('Not written yet: placeOrder');
}
