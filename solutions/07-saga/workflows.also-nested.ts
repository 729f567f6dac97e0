// Each step wraps the ones after it: an error passes outwards through the undos, newest first.
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

const {
  reserveStock,
  releaseStock,
  chargeCard,
  refundOrder,
  shipOrder,
  cancelShipment,
  sendConfirmation,
} = proxyActivities<Activities>({ scheduleToCloseTimeout: '2 days', startToCloseTimeout: '20s' });

async function withUndo<T>(work: () => Promise<T>, undo: () => Promise<void>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await CancellationScope.nonCancellable(async () => {
      await undo().catch((undoError: unknown) => log.error('undo failed', { undoError }));
    });
    throw error;
  }
}

export async function placeOrder({ id, sku, quantity, amount, address, email }: Order) {
  const tracking = await withUndo(
    async () => {
      await reserveStock({ orderId: id, sku, quantity });
      return withUndo(
        async () => {
          await chargeCard({ orderId: id, amount });
          return withUndo(
            async () => (await shipOrder({ orderId: id, address })).tracking,
            () => cancelShipment({ orderId: id }),
          );
        },
        () => refundOrder({ orderId: id }),
      );
    },
    () => releaseStock({ orderId: id }),
  );
  await CancellationScope.nonCancellable(async () => {
    await sendConfirmation({ orderId: id, email }).catch(() => undefined);
  });
  return tracking;
}
