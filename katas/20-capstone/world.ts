import { required, type Fault, type ServicesOf, type Tools } from '#kit';
import type { Activities, Item } from './activities.ts';
import { ORDER } from './histories/order.ts';
import { priceOf, storesOf } from './orders.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Dear enough for the head: 1,400 euros, from three stores. The order of the recorded history. */
export const LARGE = ORDER;
/** 68 euros, from two stores. Nobody is asked. */
export const SMALL = {
  id: 'order-8',
  items: [
    { article: 'beaker', quantity: 4, price: 15, store: 'glass' },
    { article: 'ice', quantity: 1, price: 8, store: 'cold' },
  ],
};
/** 1,000 euros to the cent. */
export const LIMITED = {
  id: 'order-10',
  items: [{ article: 'balance', quantity: 2, price: 500, store: 'glass' }],
};
/** 1,500 euros, from one store. */
export const DEAR = {
  id: 'order-11',
  items: [{ article: 'balance', quantity: 3, price: 500, store: 'glass' }],
};
export const STORES = storesOf(SMALL.items);

/** Something that is cheap. */
export function sample(article: string, store = 'glass'): Item {
  return { article, quantity: 1, price: 8, store };
}

/** The keys by which the purchasing office knows orders, by the run that asks. */
const BOOK = new Map<string, string[]>();

/** Purchasing office, budget, stores and courier, each with its books. */
export const institute: ServicesOf<Activities> = {
  enterOrder({ lab, key, items }, pen, { run }) {
    required(lab, 'lab');
    required(items, 'items');
    const keys = BOOK.get(run) ?? [];
    if (!keys.includes(required(key, 'key'))) keys.push(key);
    BOOK.set(run, keys);
    pen.once('book', 1, key);
    // A workflow id is one for the whole server, and other runs have books of their own.
    return { orderId: `${run}-order-${keys.indexOf(key) + 1}` };
  },
  reserveMoney({ orderId, amount }, pen) {
    pen.once('money', -required(amount, 'amount'), required(orderId, 'orderId'));
  },
  releaseMoney({ orderId }, pen) {
    pen.revert('money', required(orderId, 'orderId'));
  },
  askHead({ orderId, amount }, pen) {
    required(amount, 'amount');
    pen.once('questions', 1, required(orderId, 'orderId'));
  },
  pick({ orderId, store, items }, pen) {
    const pieces = required(items, 'items').reduce((sum, { quantity }) => sum + quantity, 0);
    pen.once(shelf(required(store, 'store')), -pieces, required(orderId, 'orderId'));
  },
  putBack({ orderId, store }, pen) {
    pen.revert(shelf(required(store, 'store')), required(orderId, 'orderId'));
  },
  dispatch({ orderId }, pen) {
    pen.once('courier', 1, required(orderId, 'orderId'));
    return { tracking: `courier-${orderId}` };
  },
  recall({ orderId }, pen) {
    pen.revert('courier', required(orderId, 'orderId'));
  },
  tellLab({ orderId, tracking }, pen) {
    required(tracking, 'tracking');
    pen.once('mails', 1, required(orderId, 'orderId'));
  },
};

/** The account of a store. */
export function shelf(store: string): string {
  return `shelf: ${store}`;
}

/** What stands in the books when an order was filled, once. */
export function dueOf(items: readonly Item[]): Record<string, number> {
  const due: Record<string, number> = { money: -priceOf(items), courier: 1, mails: 1 };
  for (const { store, quantity } of items) due[shelf(store)] = (due[shelf(store)] ?? 0) - quantity;
  return due;
}

/** Steps up to the courier, with what undoes them. */
export const UNDO_OF = {
  reserveMoney: 'releaseMoney',
  pick: 'putBack',
  dispatch: 'recall',
} as const;
export const STEP_NAMES = Object.keys(UNDO_OF) as (keyof typeof UNDO_OF)[];
/** In the order in which a whole order is undone. */
export const UNDO_NAMES = ['recall', 'putBack', 'releaseMoney'] as const;

/** The head answers while the mail is still under way: everything else waits for that. */
export function headSays(
  { suite: { runtime } }: Pick<Tools, 'suite'>,
  ...verdicts: ('approve' | 'reject')[]
): Fault {
  return async (task, act) => {
    const reply = await act();
    if (task.attempt > 1) return reply;
    for (const verdict of verdicts) await runtime.signal(task.run, 'decide', [verdict]);
    return reply;
  };
}
