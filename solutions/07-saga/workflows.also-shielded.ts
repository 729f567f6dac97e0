// No step is ever interrupted: a cancellation is looked for between the steps, and flags say what has begun.
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

const forward = proxyActivities<Pick<Activities, 'reserveStock' | 'chargeCard' | 'shipOrder'>>({
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '10 minutes',
});
const patient = proxyActivities<
  Pick<Activities, 'releaseStock' | 'refundOrder' | 'cancelShipment' | 'sendConfirmation'>
>({ startToCloseTimeout: '30 seconds' });

/** Nothing inside is ever interrupted: a step runs to its end, and cancellation waits outside. */
const whole = <T>(work: () => Promise<T>): Promise<T> => CancellationScope.nonCancellable(work);

export async function placeOrder(order: Order): Promise<string> {
  const orderId = order.id;
  const scope = CancellationScope.current();
  const begun = { reserve: false, charge: false, ship: false };
  let shipped: string | undefined;
  const goOn = (): Promise<never> | undefined =>
    scope.consideredCancelled ? scope.cancelRequested : undefined;

  try {
    await goOn();
    begun.reserve = true;
    await whole(() => forward.reserveStock({ orderId, sku: order.sku, quantity: order.quantity }));
    await goOn();
    begun.charge = true;
    await whole(() => forward.chargeCard({ orderId, amount: order.amount }));
    await goOn();
    begun.ship = true;
    ({ tracking: shipped } = await whole(() =>
      forward.shipOrder({ orderId, address: order.address }),
    ));
  } finally {
    if (shipped === undefined) {
      await whole(async () => {
        if (begun.ship) await attempt('shipment', patient.cancelShipment({ orderId }));
        if (begun.charge) await attempt('charge', patient.refundOrder({ orderId }));
        if (begun.reserve) await attempt('stock', patient.releaseStock({ orderId }));
      });
    }
  }

  try {
    await patient.sendConfirmation({ orderId, email: order.email });
  } catch (error) {
    log.warn('The customer got no mail', { orderId, error });
  }
  return shipped;
}

async function attempt(what: string, undo: Promise<void>): Promise<void> {
  try {
    await undo;
  } catch (error) {
    log.error(`Could not undo: ${what}`, { error });
  }
}
