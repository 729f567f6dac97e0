// A class for each thing: an order that knows what it holds, and a list with a lock on it.
import * as wf from '@temporalio/workflow';
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
export const decide = wf.defineSignal<[Verdict]>('decide');
export const LIMIT = 1000;
export const HEAD_HAS = '3 days';

const act = wf.proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

class SupplyOrder {
  readonly #id: string;
  readonly #items: Item[];
  #verdict: Verdict | undefined;
  #money = false;
  readonly #stores = new Set<string>();
  #courier = false;

  constructor({ id, items }: Order) {
    this.#id = id;
    this.#items = items;
    wf.setHandler(decide, (verdict) => {
      if (this.#verdict === undefined) this.#verdict = verdict;
    });
  }

  async run(): Promise<Outcome> {
    const orderId = this.#id;
    try {
      await this.#reserve();
      const isNew = wf.patched('stores-at-once');
      const answer = isNew ? await this.#ask() : 'approve';
      if (answer !== 'approve') {
        await this.#giveUp();
        return { state: answer === 'reject' ? 'rejected' : 'expired' };
      }
      if (isNew) await this.#packAtOnce();
      else await this.#packInTurn();
      this.#courier = true;
      const { tracking } = await act.dispatch({ orderId });
      await wf.CancellationScope.nonCancellable(() =>
        act.tellLab({ orderId, tracking }).catch(() => wf.log.warn('The lab does not know')),
      );
      return { state: 'sent', tracking };
    } catch (error) {
      await this.#giveUp();
      throw error;
    }
  }

  async #reserve(): Promise<void> {
    this.#money = true;
    await act.reserveMoney({ orderId: this.#id, amount: priceOf(this.#items) });
  }

  async #ask(): Promise<Verdict | undefined> {
    const amount = priceOf(this.#items);
    if (amount <= LIMIT) return 'approve';
    await act.askHead({ orderId: this.#id, amount });
    await wf.condition(() => this.#verdict !== undefined, HEAD_HAS);
    return this.#verdict;
  }

  async #pack(store: string, own: boolean): Promise<void> {
    this.#stores.add(store);
    await act.pick({
      orderId: this.#id,
      store,
      items: itemsIn(store, this.#items),
      ...(own && { ownBox: true as const }),
    });
  }

  async #packAtOnce(): Promise<void> {
    const errors: unknown[] = [];
    await Promise.all(
      storesOf(this.#items).map(async (store) => {
        try {
          await this.#pack(store, true);
        } catch (error) {
          errors.push(error);
        }
      }),
    );
    if (errors.length > 0) throw errors[0];
  }

  async #packInTurn(): Promise<void> {
    for (const store of storesOf(this.#items)) await this.#pack(store, false);
  }

  /** Undoes whatever this order may hold; the stores side by side. */
  #giveUp(): Promise<void> {
    return wf.CancellationScope.nonCancellable(async () => {
      const orderId = this.#id;
      if (this.#courier) await this.#surely(act.recall({ orderId }));
      await Promise.all(
        [...this.#stores].map((store) => this.#surely(act.putBack({ orderId, store }))),
      );
      if (this.#money) await this.#surely(act.releaseMoney({ orderId }));
    });
  }

  async #surely(undo: Promise<void>): Promise<void> {
    try {
      await undo;
    } catch (error) {
      wf.log.error('Somebody has to look', { error });
    }
  }
}

export function supplyOrder(order: Order): Promise<Outcome> {
  return new SupplyOrder(order).run();
}

export interface List {
  lab: string;
  eventsPerRun: number;
  handedOn?: { items: Item[]; given: number; tries: number };
}

export const add = wf.defineUpdate<number, [Item]>('add');
export const checkOut = wf.defineUpdate<string>('checkOut');
export const readList = wf.defineQuery<Item[]>('readList');
export const closeList = wf.defineSignal('closeList');

class SupplyList {
  readonly #list: List;
  #items: Item[];
  #given: number;
  #tries: number;
  #closed = false;
  #locked = false;

  constructor(list: List) {
    this.#list = list;
    const { items, given, tries } = list.handedOn ?? { items: [], given: 0, tries: 0 };
    this.#items = items;
    this.#given = given;
    this.#tries = tries;
    wf.setHandler(readList, () => this.#items);
    wf.setHandler(closeList, () => void (this.#closed = true));
    wf.setHandler(add, (item) => this.#alone(async () => this.#items.push(item)), {
      validator: (item) => {
        if (this.#closed) throw new Error('The list is closed.');
        if (!(item.quantity >= 1 && item.quantity % 1 === 0)) throw new Error('How many?');
      },
    });
    wf.setHandler(checkOut, () => this.#alone(() => this.#order()), {
      validator: () => {
        if (this.#closed) throw new Error('The list is closed.');
        if (this.#items.length === 0) throw new Error('The list is empty.');
      },
    });
  }

  async run(): Promise<number> {
    await wf.condition(() => this.#closed || this.#isLong());
    await wf.condition(wf.allHandlersFinished);
    if (this.#closed) return this.#given;
    const handedOn = { items: this.#items, given: this.#given, tries: this.#tries };
    return wf.continueAsNew<typeof supplyList>({ ...this.#list, handedOn });
  }

  #isLong(): boolean {
    const { historyLength, continueAsNewSuggested } = wf.workflowInfo();
    return historyLength >= this.#list.eventsPerRun || continueAsNewSuggested;
  }

  /** One request at a time: whoever comes meanwhile waits for the lock. */
  async #alone<Result>(work: () => Promise<Result>): Promise<Result> {
    await wf.condition(() => !this.#locked);
    this.#locked = true;
    try {
      return await work();
    } finally {
      this.#locked = false;
    }
  }

  async #order(): Promise<string> {
    if (this.#items.length === 0) {
      throw wf.ApplicationFailure.nonRetryable('The list is empty.', 'Empty');
    }
    const { lab } = this.#list;
    this.#tries += 1;
    const { orderId } = await act.enterOrder({
      lab,
      key: `${lab}/${this.#tries}`,
      items: this.#items,
    });
    await wf.startChild(supplyOrder, {
      workflowId: orderId,
      args: [{ id: orderId, items: this.#items }],
      parentClosePolicy: wf.ParentClosePolicy.ABANDON,
      cancellationType: wf.ChildWorkflowCancellationType.ABANDON,
    });
    this.#items = [];
    this.#given += 1;
    return orderId;
  }
}

export function supplyList(list: List): Promise<number> {
  return new SupplyList(list).run();
}
