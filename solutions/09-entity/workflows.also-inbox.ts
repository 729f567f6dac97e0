// An actor by the book: handlers only post what they were asked, and one loop does it.
import * as wf from '@temporalio/workflow';
import type { Activities, Line } from './activities.ts';

export interface Cart {
  state: 'open' | 'ordered' | 'expired';
  lines: Line[];
  total: number;
  orderId?: string;
}

export const addItem = wf.defineUpdate<Cart, [{ sku: string; quantity: number }]>('addItem');
export const removeItem = wf.defineUpdate<Cart, [{ sku: string }]>('removeItem');
export const checkOut = wf.defineUpdate<Cart>('checkOut');
export const seen = wf.defineSignal('seen');
export const readCart = wf.defineQuery<Cart>('readCart');

const MOST_PIECES = 10;
const IDLE = '1 day';

type Request =
  | { ask: 'add'; sku: string; quantity: number }
  | { ask: 'remove'; sku: string }
  | { ask: 'check out' };

interface Letter {
  request: Request;
  reply?: { cart: Cart } | { error: unknown };
}

const shop = wf.proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

export async function shoppingCart(cartId: string): Promise<Cart> {
  const cart: Cart = { state: 'open', lines: [], total: 0 };
  const inbox: Letter[] = [];
  let looked = false;

  async function post(request: Request): Promise<Cart> {
    const letter: Letter = { request };
    inbox.push(letter);
    await wf.condition(() => letter.reply !== undefined);
    const { reply } = letter;
    if (reply === undefined || 'error' in reply) throw reply?.error;
    return reply.cart;
  }

  wf.setHandler(readCart, () => cart);
  wf.setHandler(seen, () => {
    looked = true;
  });
  wf.setHandler(addItem, ({ sku, quantity }) => post({ ask: 'add', sku, quantity }), {
    validator: ({ sku, quantity }) => check(cart, { ask: 'add', sku, quantity }),
  });
  wf.setHandler(removeItem, ({ sku }) => post({ ask: 'remove', sku }), {
    validator: ({ sku }) => check(cart, { ask: 'remove', sku }),
  });
  wf.setHandler(checkOut, () => post({ ask: 'check out' }), {
    validator: () => check(cart, { ask: 'check out' }),
  });

  async function work({ request }: Letter): Promise<Cart> {
    check(cart, request);
    if (request.ask === 'add') {
      const { sku, quantity } = request;
      const { price } = await shop.lookUpPrice({ sku });
      const line = cart.lines.find((each) => each.sku === sku);
      if (line) line.quantity += quantity;
      else cart.lines.push({ sku, quantity, price });
    } else if (request.ask === 'remove') {
      cart.lines = cart.lines.filter(({ sku }) => sku !== request.sku);
    } else {
      const order = { cartId, lines: cart.lines, total: cart.total };
      cart.orderId = (await shop.placeOrder(order)).orderId;
      cart.state = 'ordered';
    }
    cart.total = cart.lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0);
    // What is handed out must not change when the cart does.
    return { ...cart, lines: cart.lines.map((line) => ({ ...line })) };
  }

  await shop.listCart({ cartId });
  while (cart.state === 'open') {
    looked = false;
    const woken = await wf.condition(() => looked || inbox.length > 0, IDLE);
    if (!woken) cart.state = 'expired';
    for (let letter = inbox.shift(); letter; letter = inbox.shift()) {
      try {
        letter.reply = { cart: await work(letter) };
      } catch (error) {
        letter.reply = { error };
      }
    }
  }
  await shop.unlistCart({ cartId });
  await wf.condition(wf.allHandlersFinished);
  return cart;
}

/** Throws when the cart can't do what it is asked. */
function check(cart: Cart, request: Request): void {
  const refuse = (message: string) => {
    throw wf.ApplicationFailure.nonRetryable(message, 'Refused');
  };
  if (cart.state !== 'open') refuse(`the cart is ${cart.state}`);
  if (request.ask === 'add') {
    const { quantity } = request;
    const pieces = cart.lines.reduce((sum, line) => sum + line.quantity, 0);
    if (!Number.isInteger(quantity) || quantity < 1) refuse('that is no number of pieces');
    if (pieces + quantity > MOST_PIECES) refuse('the cart is full');
  } else if (request.ask === 'remove') {
    if (!cart.lines.some(({ sku }) => sku === request.sku)) refuse('that is not in the cart');
  } else if (cart.lines.length === 0) {
    refuse('the cart is empty');
  }
}
