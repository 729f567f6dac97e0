/** @caughtBy saga/places-the-order */
// Makes a new key for every call: no service can tell which order it is about.
import { CancellationScope, log, proxyActivities, uuid4 } from '@temporalio/workflow';
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
    // Each undo is noted before its step: a step may take effect although we never hear of it.
    undos.push(() => services.releaseStock({ orderId: uuid4() }));
    await services.reserveStock({ orderId: uuid4(), sku: order.sku, quantity: order.quantity });

    undos.push(() => services.refundOrder({ orderId: uuid4() }));
    await services.chargeCard({ orderId: uuid4(), amount: order.amount });

    undos.push(() => services.cancelShipment({ orderId: uuid4() }));
    ({ tracking } = await services.shipOrder({ orderId: uuid4(), address: order.address }));
  } catch (error) {
    await CancellationScope.nonCancellable(() => undoAll(undos));
    throw error;
  }
  // The parcel is on its way: from here on nothing is undone, whatever happens.
  await CancellationScope.nonCancellable(async () => {
    try {
      await services.sendConfirmation({ orderId: uuid4(), email: order.email });
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
