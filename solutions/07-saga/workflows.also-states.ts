// An explicit state machine: how far the order has come decides what must be undone.
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

type State = 'new' | 'reserving' | 'charging' | 'shipping' | 'shipped';

const act = proxyActivities<Activities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '2 seconds', maximumAttempts: 5 },
});
const patient = proxyActivities<Activities>({ startToCloseTimeout: '30 seconds' });

export async function placeOrder(order: Order): Promise<string> {
  const orderId = order.id;
  let state: State = 'new';
  try {
    state = 'reserving';
    await act.reserveStock({ orderId, sku: order.sku, quantity: order.quantity });
    state = 'charging';
    await act.chargeCard({ orderId, amount: order.amount });
    state = 'shipping';
    const { tracking } = await act.shipOrder({ orderId, address: order.address });
    state = 'shipped';
    await CancellationScope.nonCancellable(() =>
      patient.sendConfirmation({ orderId, email: order.email }).catch((error: unknown) => {
        log.warn('no confirmation', { orderId, error });
      }),
    );
    return tracking;
  } catch (error) {
    if (state !== 'shipped') {
      const reached = state;
      await CancellationScope.nonCancellable(() => undo(reached, orderId));
    }
    throw error;
  }
}

async function undo(reached: State, orderId: string): Promise<void> {
  let state = reached;
  if (state === 'shipping') {
    await attempt(() => patient.cancelShipment({ orderId }));
    state = 'charging';
  }
  if (state === 'charging') {
    await attempt(() => patient.refundOrder({ orderId }));
    state = 'reserving';
  }
  if (state === 'reserving') await attempt(() => patient.releaseStock({ orderId }));
}

async function attempt(step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    log.error('an undo failed', { error });
  }
}
