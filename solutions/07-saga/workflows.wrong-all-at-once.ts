/** @caughtBy saga/places-the-order */
// Starts the steps together to save time, and ships before the card is charged.
import { CancellationScope, log, proxyActivities } from '@temporalio/workflow';
import type { Activities } from './activities.ts';

export interface Order {
  id: string;
  sku: string;
  quantity: number;
  amount: number;
  address: string;
  email: string;
}

const services = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

/**
 * Reserves the goods, charges the card, ships the parcel, and then confirms by mail.
 * Returns the parcel's tracking number.
 *
 * When a step fails, or somebody cancels the order, whatever was done is undone.
 */
export async function placeOrder(order: Order): Promise<string> {
  const orderId = order.id;
  const undos: (() => Promise<void>)[] = [];
  let tracking: string;
  try {
    undos.push(
      () => services.releaseStock({ orderId }),
      () => services.refundOrder({ orderId }),
      () => services.cancelShipment({ orderId }),
    );
    [, , { tracking }] = await Promise.all([
      services.reserveStock({ orderId, sku: order.sku, quantity: order.quantity }),
      services.chargeCard({ orderId, amount: order.amount }),
      services.shipOrder({ orderId, address: order.address }),
    ]);
  } catch (error) {
    await CancellationScope.nonCancellable(() => undoAll(undos));
    throw error;
  }
  // The parcel is on its way: from here on nothing is undone, whatever happens.
  await CancellationScope.nonCancellable(async () => {
    try {
      await services.sendConfirmation({ orderId, email: order.email });
    } catch (error) {
      log.warn('The order stands, but its confirmation could not be sent', { orderId, error });
    }
  });
  return tracking;
}

/** Undoes the newest first, one after the other. An undo that fails does not stop the rest. */
async function undoAll(undos: (() => Promise<void>)[]): Promise<void> {
  for (const undo of undos.reverse()) {
    try {
      await undo();
    } catch (error) {
      log.error('An undo failed and needs a person', { error });
    }
  }
}
