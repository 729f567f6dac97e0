import { defineQuery, defineSignal, defineUpdate, proxyActivities } from '@temporalio/workflow';
import type { Activities, Item } from './activities.ts';
import { itemsIn, priceOf, storesOf } from './orders.ts';

export interface Order {
  id: string;
  items: Item[];
}

export interface Outcome {
  /** `expired`: the head did not answer in time. */
  state: 'sent' | 'rejected' | 'expired';
  /** Only of an order that was sent. */
  tracking?: string;
}

export type Verdict = 'approve' | 'reject';
/** The head's answer. The first one counts. */
export const decide = defineSignal<[Verdict]>('decide');

/** An order that costs more than this, in euros, is for the head to decide. */
export const LIMIT = 1000;
/** So long does the head have for an answer, from the mail on. What happens after it takes its time. */
export const HEAD_HAS = '3 days';

const { reserveMoney, pick, dispatch, tellLab } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
});

/**
 * Fills one order. This is the code that is in production, and some orders are open under it: a box
 * is carried from store to store, and nobody is asked. Your change goes out tonight.
 */
export async function supplyOrder({ id: orderId, items }: Order): Promise<Outcome> {
  await reserveMoney({ orderId, amount: priceOf(items) });

  // TODO 1: an order above LIMIT waits here for the head. Rejected or without an answer, everything
  //         is undone, and the order ends as `rejected` or `expired`.

  // TODO 2: all stores are asked at once, and each packs a box of its own.
  for (const store of storesOf(items)) {
    await pick({ orderId, store, items: itemsIn(store, items) });
  }
  const { tracking } = await dispatch({ orderId });
  await tellLab({ orderId, tracking });
  return { state: 'sent', tracking };

  // TODO 3: when a step fails, or the order is cancelled, whatever was done is undone, and what is
  //         still under way too. Once the courier has it, nothing is undone any more.
  // TODO 4: orders that are open tonight keep their one box, and are not held up by the head. Where
  //         they fail from now on, they are undone like any other.
}

/** What a run of `supplyList` begins with. Whoever opens a list gives the first two. */
export interface List {
  lab: string;
  /** A run goes on in a new one soon after its history has so many events. */
  eventsPerRun: number;
  // TODO 5: what one run has to hand on to the next?
}

/**
 * Puts an item on the list, and answers how many are on it now. Refused unless its quantity is a
 * whole number, at least 1, and once the list is closed.
 */
export const add = defineUpdate<number, [Item]>('add');
/**
 * Orders what is on the list, all of it, and answers with the order's id: the number that the
 * purchasing office gives it. Refused when there is nothing to order, or the list is closed. When
 * `enterOrder` refuses, so does this, and the items stay on the list.
 */
export const checkOut = defineUpdate<string>('checkOut');
/** What is on the list now. */
export const readList = defineQuery<Item[]>('readList');
/** The lab moves out: what was accepted is finished, and the workflow ends. */
export const closeList = defineSignal('closeList');

/**
 * The list of one lab, for as many years as there is the lab. Returns how many orders it has given.
 *
 * Each order is a child, `supplyOrder`, with the order's id as its workflow id. The list does not
 * wait for it to end, and an order lives on whatever becomes of the list.
 */
export async function supplyList(list: List): Promise<number> {
  // TODO 6: take messages, and let the list be ordered.
  // TODO 7: go on in a new run when it is time. Nothing is lost, and nobody is cut off.
  throw new Error('Not written yet: supplyList');
}
