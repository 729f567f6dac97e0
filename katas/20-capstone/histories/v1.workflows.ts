import { proxyActivities } from '@temporalio/workflow';
import type { Activities, Item } from '../activities.ts';
import { itemsIn, priceOf, storesOf } from '../orders.ts';

const { reserveMoney, pick, dispatch, tellLab } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
});

/** How orders were filled at first: the code that is in production. */
export async function supplyOrder({ id: orderId, items }: { id: string; items: Item[] }) {
  await reserveMoney({ orderId, amount: priceOf(items) });
  for (const store of storesOf(items)) {
    await pick({ orderId, store, items: itemsIn(store, items) });
  }
  const { tracking } = await dispatch({ orderId });
  await tellLab({ orderId, tracking });
  return { state: 'sent', tracking };
}
