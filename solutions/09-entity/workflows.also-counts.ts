// No queue: what a request needs is set aside before it waits, and given back when it fails.
import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  proxyActivities,
  setHandler,
  sleep,
  CancellationScope,
  isCancellation,
} from '@temporalio/workflow';
import type { Activities, Line } from './activities.ts';

export interface Cart {
  state: 'open' | 'ordered' | 'expired';
  lines: Line[];
  total: number;
  orderId?: string;
}

export const addItem = defineUpdate<Cart, [{ sku: string; quantity: number }]>('addItem');
export const removeItem = defineUpdate<Cart, [{ sku: string }]>('removeItem');
export const checkOut = defineUpdate<Cart>('checkOut');
export const seen = defineSignal('seen');
export const readCart = defineQuery<Cart>('readCart');

const MOST_PIECES = 10;

const services = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

export async function shoppingCart(cartId: string): Promise<Cart> {
  let phase = 'open' as 'open' | 'ordering' | 'ordered' | 'expired';
  let lines: readonly Line[] = [];
  let orderId: string | undefined;
  /** Pieces that are on their way into the cart. */
  let coming = 0;
  let clock = new CancellationScope();

  const cart = (): Cart => {
    const total = lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0);
    const state = phase === 'ordering' ? 'open' : phase;
    return { state, lines: [...lines], total, ...(orderId ? { orderId } : {}) };
  };
  const refuse = (message: string): never => {
    throw ApplicationFailure.create({ message, type: 'Refused', nonRetryable: true });
  };
  const mustBeOpen = () => {
    if (phase !== 'open') refuse(`the cart is ${phase}`);
  };
  const mustHaveRoom = (quantity: number) => {
    const pieces = lines.reduce((sum, line) => sum + line.quantity, coming);
    if (pieces + quantity > MOST_PIECES) refuse('that is too much for one cart');
  };
  const touch = () => clock.cancel();

  setHandler(readCart, cart);
  setHandler(seen, touch);
  setHandler(
    addItem,
    async ({ sku, quantity }) => {
      mustBeOpen();
      mustHaveRoom(quantity);
      coming += quantity;
      let price: number;
      try {
        ({ price } = await services.lookUpPrice({ sku }));
      } finally {
        coming -= quantity;
      }
      const before = lines.find((line) => line.sku === sku);
      lines = before
        ? lines.map((line) =>
            line === before ? { ...line, quantity: line.quantity + quantity } : line,
          )
        : [...lines, { sku, quantity, price }];
      touch();
      return cart();
    },
    {
      validator: ({ quantity }) => {
        mustBeOpen();
        if (!Number.isSafeInteger(quantity) || quantity <= 0) refuse('a whole number, please');
        mustHaveRoom(quantity);
      },
    },
  );
  const mustHave = (sku: string) => {
    mustBeOpen();
    if (!lines.some((line) => line.sku === sku)) refuse('that is not in the cart');
  };
  setHandler(
    removeItem,
    ({ sku }) => {
      mustHave(sku);
      lines = lines.filter((line) => line.sku !== sku);
      touch();
      return cart();
    },
    { validator: ({ sku }) => mustHave(sku) },
  );
  const mustHaveSome = () => {
    mustBeOpen();
    if (lines.length === 0) refuse('the cart is empty');
  };
  setHandler(
    checkOut,
    async () => {
      mustHaveSome();
      phase = 'ordering';
      // Those who were told to wait for their price come along.
      await condition(() => coming === 0);
      const { lines: ordered, total } = cart();
      try {
        ({ orderId } = await services.placeOrder({ cartId, lines: ordered, total }));
        phase = 'ordered';
      } catch (error) {
        phase = 'open';
        throw error;
      } finally {
        touch();
      }
      return cart();
    },
    { validator: mustHaveSome },
  );

  await services.listCart({ cartId });
  for (;;) {
    clock = new CancellationScope();
    try {
      await clock.run(() => sleep('24 hours'));
      if (phase === 'open' && coming === 0) phase = 'expired';
    } catch (error) {
      if (!isCancellation(error)) throw error;
    }
    if (phase === 'ordered' || phase === 'expired') break;
  }
  await services.unlistCart({ cartId });
  await condition(allHandlersFinished);
  return cart();
}
