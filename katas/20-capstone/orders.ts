import type { Item } from './activities.ts';

/** What items cost together, in euros. */
export function priceOf(items: readonly Item[]): number {
  return items.reduce((sum, { quantity, price }) => sum + quantity * price, 0);
}

/** The stores that keep these items, each once, in the order in which they come. */
export function storesOf(items: readonly Item[]): string[] {
  return [...new Set(items.map(({ store }) => store))];
}

/** Those of the items that one store keeps. */
export function itemsIn(store: string, items: readonly Item[]): Item[] {
  return items.filter((item) => item.store === store);
}
