/** @caughtBy capstone/goes-on-in-new-runs */
// Nobody is to wait for an order, so nobody waits for its start either. Where a new run is due, this one
// ends before it has heard that there is a child.
import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  log,
  patched,
  proxyActivities,
  setHandler,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
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

// What a cancelled call did is known before it is undone.
const { enterOrder, reserveMoney, askHead, pick, dispatch } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

// These are never cancelled, and are tried until they succeed.
const { releaseMoney, putBack, recall, tellLab } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
});

/** Fills one order, or leaves nothing of it. */
export async function supplyOrder({ id: orderId, items }: Order): Promise<Outcome> {
  const amount = priceOf(items);
  const undos: (() => Promise<void>)[] = [];
  let verdict: Verdict | undefined;
  setHandler(decide, (said) => {
    verdict ??= said;
  });

  // Asked once, before anything that differs. An order of yesterday has passed this place: false.
  const ownBoxes = patched('own-boxes-and-approval');
  let tracking: string;
  try {
    undos.unshift(() => releaseMoney({ orderId }));
    await reserveMoney({ orderId, amount });

    if (ownBoxes && amount > LIMIT) {
      await askHead({ orderId, amount });
      await condition(() => verdict !== undefined, HEAD_HAS);
      // What the head says from here on comes too late.
      const state = verdict === undefined ? 'expired' : 'rejected';
      if (verdict !== 'approve') {
        await CancellationScope.nonCancellable(() => undoAll(undos));
        return { state };
      }
    }

    const pickIn = (store: string) => {
      undos.unshift(() => putBack({ orderId, store }));
      const own = ownBoxes ? { ownBox: true as const } : {};
      return pick({ orderId, store, items: itemsIn(store, items), ...own });
    };
    if (ownBoxes) await settleAll(storesOf(items).map(pickIn));
    else for (const store of storesOf(items)) await pickIn(store);

    undos.unshift(() => recall({ orderId }));
    ({ tracking } = await dispatch({ orderId }));
  } catch (error) {
    await CancellationScope.nonCancellable(() => undoAll(undos));
    throw error;
  }
  // The courier has it: from here on nothing is undone, whatever happens.
  await CancellationScope.nonCancellable(async () => {
    try {
      await tellLab({ orderId, tracking });
    } catch (error) {
      log.warn('The order is on its way, but the lab could not be told', { orderId, error });
    }
  });
  return { state: 'sent', tracking };
}

/** Waits for all, and then throws the first failure: nobody is still at work when it is undone. */
async function settleAll(work: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(work);
  await Promise.all(work);
}

/** Undoes the newest first, one after the other. An undo that fails does not stop the rest. */
async function undoAll(undos: readonly (() => Promise<void>)[]): Promise<void> {
  for (const undo of undos) {
    try {
      await undo();
    } catch (error) {
      log.error('An undo failed and needs a person', { error });
    }
  }
}

/** What a run of `supplyList` begins with. Whoever opens a list gives the first two. */
export interface List {
  lab: string;
  /** A run goes on in a new one soon after its history has so many events. */
  eventsPerRun: number;
  /** What is on the list. */
  items?: Item[];
  /** How many orders were given. */
  orders?: number;
  /** How many were tried: a key must be new, also in the next run. */
  tries?: number;
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

/** The list of one lab, for as many years as there is the lab. Returns how many orders it has given. */
export async function supplyList(list: List): Promise<number> {
  const { lab, eventsPerRun } = list;
  let { items = [], orders = 0, tries = 0 } = list;
  let closed = false;
  let long = false;

  // Only where something was recorded: a replay knows no other moments.
  const lookAtLength = () => {
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    long ||= continueAsNewSuggested || historyLength >= eventsPerRun;
  };
  const mustBeOpen = () => {
    if (closed) throw ApplicationFailure.nonRetryable('the list is closed', 'ListClosed');
  };

  setHandler(readList, () => items);
  setHandler(closeList, () => {
    closed = true;
  });
  setHandler(
    add,
    (item) => {
      lookAtLength();
      items = [...items, item];
      return items.length;
    },
    {
      validator({ quantity }) {
        mustBeOpen();
        if (Number.isInteger(quantity) && quantity >= 1) return;
        throw ApplicationFailure.nonRetryable(`${quantity} pieces can't be ordered`, 'BadQuantity');
      },
    },
  );
  setHandler(
    checkOut,
    async () => {
      lookAtLength();
      // Taken off before the first wait: what comes meanwhile is for the next order.
      const ordered = items;
      items = [];
      tries += 1;
      const key = `${lab}-${tries}`;
      let orderId: string;
      try {
        ({ orderId } = await enterOrder({ lab, key, items: ordered }));
      } catch (error) {
        items = [...ordered, ...items];
        throw error;
      }
      // A child that is to outlive us has to be abandoned twice: neither our end nor a cancel of ours
      // is to reach it.
      void startChild(supplyOrder, {
        workflowId: orderId,
        args: [{ id: orderId, items: ordered }],
        parentClosePolicy: 'ABANDON',
        cancellationType: 'ABANDON',
      });
      orders += 1;
      lookAtLength();
      return orderId;
    },
    {
      validator() {
        mustBeOpen();
        if (items.length === 0) {
          throw ApplicationFailure.nonRetryable('nothing is on the list', 'ListEmpty');
        }
      },
    },
  );

  await condition(() => closed || long);
  await condition(allHandlersFinished);
  if (closed) return orders;
  return continueAsNew<typeof supplyList>({ ...list, items, orders, tries });
}
