// A reusable class that knows nothing of orders; the workflow tells it each step with its undo.
import {
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  log,
  proxyActivities,
} from '@temporalio/workflow';
import type { Activities } from './activities.ts';

export interface Order {
  id: string;
  sku: string;
  quantity: number;
  amount: number;
  address: string;
  email: string;
}

const shop = proxyActivities<Activities>({ startToCloseTimeout: 10_000 });

class Saga {
  private readonly undos: { name: string; undo: () => Promise<unknown> }[] = [];

  async step<T>(name: string, act: () => Promise<T>, undo: () => Promise<unknown>): Promise<T> {
    this.undos.unshift({ name, undo });
    return act();
  }

  async rollBack(): Promise<void> {
    for (const { name, undo } of this.undos) {
      await undo().catch((error: unknown) => log.error(`could not undo ${name}`, { error }));
    }
  }
}

export async function placeOrder(order: Order): Promise<string> {
  const saga = new Saga();
  const key = { orderId: order.id };
  let tracking: string;
  try {
    await saga.step(
      'stock',
      () => shop.reserveStock({ ...key, sku: order.sku, quantity: order.quantity }),
      () => shop.releaseStock(key),
    );
    await saga.step(
      'payment',
      () => shop.chargeCard({ ...key, amount: order.amount }),
      () => shop.refundOrder(key),
    );
    const shipment = await saga.step(
      'shipment',
      () => shop.shipOrder({ ...key, address: order.address }),
      () => shop.cancelShipment(key),
    );
    tracking = shipment.tracking;
  } catch (cause) {
    await CancellationScope.nonCancellable(() => saga.rollBack());
    if (isCancellation(cause)) throw cause;
    throw ApplicationFailure.create({
      type: 'OrderFailed',
      message: `order ${order.id} was not placed`,
      cause: cause as Error,
      nonRetryable: true,
    });
  }
  await CancellationScope.nonCancellable(() => confirm(order));
  return tracking;
}

async function confirm({ id, email }: Order): Promise<void> {
  try {
    await shop.sendConfirmation({ orderId: id, email });
  } catch (error) {
    log.warn('the order stands without a confirmation', { id, error });
  }
}
