/** @caughtBy entity/bears-failures */
// Lets the workflow end with the error of one request.
import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { Activities, Line } from './activities.ts';

export interface Cart {
  state: 'open' | 'ordered' | 'expired';
  /** One line for each article, in the order in which they came in. */
  lines: Line[];
  /** What all pieces cost together, in euros. */
  total: number;
  /** Once it is ordered. */
  orderId?: string;
}

/** Adds pieces of an article. Refused unless they are a whole number, and at least 1. */
export const addItem = defineUpdate<Cart, [{ sku: string; quantity: number }]>('addItem');
/** Takes an article out, with all its pieces. Refused when it is not in the cart. */
export const removeItem = defineUpdate<Cart, [{ sku: string }]>('removeItem');
/** Places the order. Refused when the cart is empty. */
export const checkOut = defineUpdate<Cart>('checkOut');
/** The customer has looked at the cart. */
export const seen = defineSignal('seen');
/** What is in the cart now. */
export const readCart = defineQuery<Cart>('readCart');

/** A cart holds so many pieces at most. An add that asks for more is refused as a whole. */
export const MOST_PIECES = 10;
/** A cart expires when nothing was added, removed or looked at for so long. */
export const IDLE = '1 day';

const { listCart, lookUpPrice, placeOrder, unlistCart } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
});

/**
 * One shopping cart: from its first moment until it is ordered, or has expired. It is on the app's
 * list meanwhile. Returns the cart as it was at the end.
 */
export async function shoppingCart(cartId: string): Promise<Cart> {
  const lines = new Map<string, Line>();
  let state: Cart['state'] = 'open';
  let orderId: string | undefined;
  let touches = 0;
  let failure: unknown;
  const inTurn = queue();

  const read = (): Cart => ({
    state,
    lines: [...lines.values()],
    total: sum([...lines.values()].map(({ quantity, price }) => quantity * price)),
    ...(orderId === undefined ? {} : { orderId }),
  });
  const mustBeOpen = () => {
    if (state !== 'open') throw refused('CartClosed', `the cart is ${state}`);
  };
  // Asked when a request arrives, and again when its turn comes: things may have changed.
  const mustTake = (quantity: number) => {
    mustBeOpen();
    const pieces = sum([...lines.values()].map((line) => line.quantity));
    if (pieces + quantity > MOST_PIECES) throw refused('CartFull', `${pieces} pieces are in`);
  };
  const mustHold = (sku: string) => {
    mustBeOpen();
    if (!lines.has(sku)) throw refused('NotInCart', `there is no ${sku} in the cart`);
  };
  const mustBeFilled = () => {
    mustBeOpen();
    if (lines.size === 0) throw refused('CartEmpty', 'nothing is in the cart');
  };

  setHandler(readCart, read);
  setHandler(seen, () => {
    touches += 1;
  });
  setHandler(
    addItem,
    ({ sku, quantity }) =>
      inTurn(async () => {
        mustTake(quantity);
        const { price } = await lookUpPrice({ sku });
        lines.set(sku, { sku, quantity: quantity + (lines.get(sku)?.quantity ?? 0), price });
        touches += 1;
        return read();
      }),
    {
      validator({ quantity }) {
        if (!Number.isInteger(quantity) || quantity < 1) {
          throw refused('BadQuantity', `${quantity} pieces can't be added`);
        }
        mustTake(quantity);
      },
    },
  );
  setHandler(
    removeItem,
    ({ sku }) =>
      inTurn(async () => {
        mustHold(sku);
        lines.delete(sku);
        touches += 1;
        return read();
      }),
    { validator: ({ sku }) => mustHold(sku) },
  );
  setHandler(
    checkOut,
    () =>
      inTurn(async () => {
        mustBeFilled();
        const { lines: ordered, total } = read();
        try {
          ({ orderId } = await placeOrder({ cartId, lines: ordered, total }));
        } catch (error) {
          failure = error;
          throw error;
        }
        state = 'ordered';
        return read();
      }),
    { validator: mustBeFilled },
  );

  await listCart({ cartId });
  while (state === 'open') {
    const before = touches;
    const touched = await condition(
      () => state !== 'open' || touches > before || failure !== undefined,
      IDLE,
    );
    if (failure !== undefined) throw failure;
    if (touched) continue;
    // A request that is being worked on may still touch the cart.
    await condition(allHandlersFinished);
    if (state === 'open' && touches === before) state = 'expired';
  }
  await unlistCart({ cartId });
  await condition(allHandlersFinished);
  return read();
}

/** Whatever is given to the function it returns waits for what was given before. */
function queue() {
  let last: Promise<unknown> = Promise.resolve();
  return <Result>(work: () => Promise<Result>): Promise<Result> => {
    const turn = last.then(work);
    // One that fails does not hold up the next.
    last = turn.catch(() => undefined);
    return turn;
  };
}

function refused(type: string, message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, type);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
