/** @caughtBy saga/undoes-in-reverse */
// Each step has a catch of its own, which undoes that step and forgets the ones before it.
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
  let tracking: string;
  try {
    await services.reserveStock({ orderId, sku: order.sku, quantity: order.quantity });
  } catch (error) {
    await CancellationScope.nonCancellable(() => services.releaseStock({ orderId }));
    throw error;
  }
  try {
    await services.chargeCard({ orderId, amount: order.amount });
  } catch (error) {
    await CancellationScope.nonCancellable(() => services.refundOrder({ orderId }));
    throw error;
  }
  try {
    ({ tracking } = await services.shipOrder({ orderId, address: order.address }));
  } catch (error) {
    await CancellationScope.nonCancellable(() => services.cancelShipment({ orderId }));
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
