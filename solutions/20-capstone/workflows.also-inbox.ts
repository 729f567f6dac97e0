// Handlers only note what is asked for; one loop does the work. The order is a chain of promises.
import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  patched,
  proxyActivities,
  setHandler,
  startChild,
  Trigger,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities, Item } from './activities.ts';
import { itemsIn, priceOf, storesOf } from './orders.ts';

export interface Order {
  id: string;
  items: Item[];
}

export interface Outcome {
  state: 'sent' | 'rejected' | 'expired';
  tracking?: string;
}

export type Verdict = 'approve' | 'reject';
export const decide = defineSignal<[Verdict]>('decide');
export const LIMIT = 1000;
export const HEAD_HAS = '3 days';

const {
  enterOrder,
  reserveMoney,
  askHead,
  pick,
  dispatch,
  releaseMoney,
  putBack,
  recall,
  tellLab,
} = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

/** Does a step that a cancellation does not reach, and stops after it when there was one. */
async function step<Result>(work: () => Promise<Result>): Promise<Result> {
  const scope = CancellationScope.current();
  const result = await CancellationScope.nonCancellable(work);
  if (scope.consideredCancelled) await scope.cancelRequested;
  return result;
}

/** A step with its undo; what comes next is within it. */
async function holding<Result>(
  work: () => Promise<unknown>,
  undo: () => Promise<unknown>,
  next: () => Promise<Result>,
  keep: (result: Result) => boolean,
): Promise<Result> {
  let kept = false;
  try {
    await step(work);
    const result = await next();
    kept = keep(result);
    return result;
  } finally {
    if (!kept) await CancellationScope.nonCancellable(undo).catch(() => undefined);
  }
}

export async function supplyOrder({ id: orderId, items }: Order): Promise<Outcome> {
  const amount = priceOf(items);
  const answer = new Trigger<Verdict>();
  let answered: Verdict | undefined;
  setHandler(decide, (verdict) => {
    answered ??= verdict;
    answer.resolve(verdict);
  });
  const isSent = ({ state }: Outcome) => state === 'sent';
  const stores = storesOf(items);

  const send = async (): Promise<Outcome> => {
    let tracking: string | undefined;
    await holding(
      async () => {
        ({ tracking } = await dispatch({ orderId }));
      },
      () => recall({ orderId }),
      async () => undefined,
      () => true,
    );
    return { state: 'sent', ...(tracking === undefined ? {} : { tracking }) };
  };

  const inTurn = (left: string[]): Promise<Outcome> => {
    const [store, ...others] = left;
    if (store === undefined) return send();
    return holding(
      () => pick({ orderId, store, items: itemsIn(store, items) }),
      () => putBack({ orderId, store }),
      () => inTurn(others),
      isSent,
    );
  };

  const atOnce = (): Promise<Outcome> =>
    holding(
      async () => {
        const picks = await Promise.allSettled(
          stores.map((store) =>
            pick({ orderId, store, items: itemsIn(store, items), ownBox: true }),
          ),
        );
        const refused = picks.find((one) => one.status === 'rejected');
        if (refused) throw refused.reason;
      },
      () => Promise.allSettled(stores.map((store) => putBack({ orderId, store }))),
      send,
      isSent,
    );

  const asNew = patched('head-and-own-boxes');
  const outcome = await holding(
    () => reserveMoney({ orderId, amount }),
    () => releaseMoney({ orderId }),
    async (): Promise<Outcome> => {
      if (!asNew) return inTurn(stores);
      if (amount <= LIMIT) return atOnce();
      await askHead({ orderId, amount });
      if (!(await condition(() => answered !== undefined, HEAD_HAS))) return { state: 'expired' };
      return answered === 'approve' ? atOnce() : { state: 'rejected' };
    },
    isSent,
  );
  const { tracking } = outcome;
  if (tracking !== undefined) {
    await CancellationScope.nonCancellable(() => tellLab({ orderId, tracking })).catch(
      () => undefined,
    );
  }
  return outcome;
}

export interface List {
  lab: string;
  eventsPerRun: number;
  items?: Item[];
  orders?: number;
}

export const add = defineUpdate<number, [Item]>('add');
export const checkOut = defineUpdate<string>('checkOut');
export const readList = defineQuery<Item[]>('readList');
export const closeList = defineSignal('closeList');

type Entry =
  { kind: 'add'; item: Item; done: Trigger<number> } | { kind: 'order'; done: Trigger<string> };

export async function supplyList(list: List): Promise<number> {
  const { lab, eventsPerRun } = list;
  const items = [...(list.items ?? [])];
  let orders = list.orders ?? 0;
  let tried = 0;
  let closing = false;
  const inbox: Entry[] = [];

  setHandler(readList, () => items);
  setHandler(closeList, () => {
    closing = true;
  });
  setHandler(
    add,
    async (item) => {
      const done = new Trigger<number>();
      inbox.push({ kind: 'add', item, done });
      return done;
    },
    {
      validator: ({ quantity }) => {
        if (closing || !Number.isInteger(quantity) || quantity < 1) throw new Error('not now');
      },
    },
  );
  setHandler(
    checkOut,
    async () => {
      const done = new Trigger<string>();
      inbox.push({ kind: 'order', done });
      return done;
    },
    {
      validator: () => {
        if (closing || items.length === 0) throw new Error('nothing to order');
      },
    },
  );

  for (;;) {
    const isLong = () => workflowInfo().historyLength >= eventsPerRun;
    await condition(() => inbox.length > 0 || closing || isLong());
    const entry = inbox.shift();
    if (entry?.kind === 'add') entry.done.resolve(items.push(entry.item));
    else if (entry?.kind === 'order') {
      const taken = [...items];
      try {
        if (taken.length === 0) throw ApplicationFailure.nonRetryable('nothing to order');
        tried += 1;
        // A run has an id of its own, so a key that holds it is new in each.
        const key = `${workflowInfo().runId}-${tried}`;
        const { orderId } = await enterOrder({ lab, key, items: taken });
        await startChild(supplyOrder, {
          workflowId: orderId,
          args: [{ id: orderId, items: taken }],
          parentClosePolicy: 'ABANDON',
          cancellationType: 'ABANDON',
        });
        items.splice(0, taken.length);
        orders += 1;
        entry.done.resolve(orderId);
      } catch (error) {
        entry.done.reject(error);
      }
    } else {
      await condition(allHandlersFinished);
      if (inbox.length > 0) continue;
      if (closing) return orders;
      return continueAsNew<typeof supplyList>({ lab, eventsPerRun, items, orders });
    }
  }
}
