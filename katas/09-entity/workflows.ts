import { defineQuery, defineSignal, defineUpdate, proxyActivities } from '@temporalio/workflow';
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
 *
 * Each update answers with the cart as it is then. What can be seen to be wrong when it arrives is
 * refused there and then, and leaves nothing in the history. A request that fails later, because
 * the shop refuses it, leaves the cart open and as it was. Once the cart is ordered or has
 * expired, nothing changes any more.
 */
export async function shoppingCart(cartId: string): Promise<Cart> {
  // TODO 1: let the cart be read and filled, from its first moment on.
  // TODO 2: put it on the list; let it expire when nobody has touched it for `IDLE`; take it off.
  // TODO 3: let it be checked out.
  // TODO 4: then think of requests that come together, that are wrong, that fail halfway, or that
  //         arrive while the cart is about to close.
  throw new Error('Not written yet: shoppingCart');
}
