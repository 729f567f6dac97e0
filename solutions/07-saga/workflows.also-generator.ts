// The steps tell their story in a generator: each hands out its way back before it is taken.
import {
  ActivityCancellationType,
  CancellationScope,
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

const step = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
  retry: { maximumAttempts: 5 },
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});
const undo = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

type Undo = () => Promise<void>;

/** The steps in their order, each with its way back before it. */
async function* telling(order: Order): AsyncGenerator<Undo, string> {
  const orderId = order.id;
  yield () => undo.releaseStock({ orderId });
  await step.reserveStock({ orderId, sku: order.sku, quantity: order.quantity });
  yield () => undo.refundOrder({ orderId });
  await step.chargeCard({ orderId, amount: order.amount });
  yield () => undo.cancelShipment({ orderId });
  const { tracking } = await step.shipOrder({ orderId, address: order.address });
  return tracking;
}

export async function placeOrder(order: Order): Promise<string> {
  const wayBack: Undo[] = [];
  const story = telling(order);
  let tracking: string;
  try {
    let chapter = await story.next();
    while (!chapter.done) {
      wayBack.unshift(chapter.value);
      chapter = await story.next();
    }
    tracking = chapter.value;
  } catch (error) {
    await CancellationScope.nonCancellable(async () => {
      for (const back of wayBack) {
        await back().catch((failure: unknown) => log.error('undo failed', { failure }));
      }
    });
    throw error;
  }
  // From here on nothing is undone: the run may fail or be cancelled, and the order stands.
  await step.sendConfirmation({ orderId: order.id, email: order.email });
  return tracking;
}
