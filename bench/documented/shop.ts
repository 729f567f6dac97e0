import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Activities } from '../../katas/07-saga/activities.ts';

export type Name = keyof Activities;

/** What an activity was asked, in the order in which attempts came. */
interface Call {
  readonly name: Name;
  readonly request: { readonly orderId?: string };
}

/** What goes wrong with an activity. `act` does its work and returns its reply. */
export type Fault = (act: () => unknown) => Promise<unknown>;

export type Faults = Readonly<Partial<Record<Name, Fault>>>;

export const order = {
  id: 'order-7',
  sku: 'kettle',
  quantity: 2,
  amount: 40,
  address: 'Harbour Street 1',
  email: 'customer@example.org',
};

/** The steps up to the point of no return, with the books they write and what undoes them. */
export const STEPS = [
  {
    name: 'reserveStock',
    account: 'stock',
    booked: -order.quantity,
    undos: ['releaseStock', 'addStock'],
  },
  {
    name: 'chargeCard',
    account: 'card',
    booked: -order.amount,
    undos: ['refundOrder', 'refundReceipt'],
  },
  { name: 'shipOrder', account: 'parcels', booked: 1, undos: ['cancelShipment'] },
] as const satisfies readonly {
  name: Name;
  account: string;
  booked: number;
  undos: readonly Name[];
}[];

export const UNDOS: readonly Name[] = STEPS.flatMap(({ undos }) => [...undos]);

/** The fake services of one run, with books of what they did. */
export class Shop {
  readonly calls: Call[] = [];
  readonly #books: { account: string; key: string; amount: number }[] = [];

  balance(account: string): number {
    return this.#sum((entry) => entry.account === account);
  }

  /** Whether nothing is left of the order. */
  get isEven(): boolean {
    return STEPS.every(({ account }) => this.balance(account) === 0);
  }

  /** Whether the order stands: reserved, charged and shipped. */
  get isWhole(): boolean {
    return STEPS.every(({ account, booked }) => this.balance(account) === booked);
  }

  /** The mock activities for a Worker. */
  activities(faults: Faults): Activities {
    const services: Activities = {
      reserveStock: async ({ orderId, quantity }) => this.#once('stock', -quantity, orderId),
      releaseStock: async ({ orderId }) => this.#revert('stock', orderId),
      addStock: async ({ quantity }) => this.#add('stock', quantity, ''),
      chargeCard: async ({ orderId, amount }) => {
        this.#once('card', -amount, orderId);
        return { receipt: `receipt-${orderId}` };
      },
      refundOrder: async ({ orderId }) => this.#revert('card', orderId),
      refundReceipt: async ({ receipt }) => {
        if (!receipt?.startsWith('receipt-')) {
          throw ApplicationFailure.nonRetryable('the bank knows no such receipt', 'UnknownReceipt');
        }
        this.#revert('card', receipt.slice('receipt-'.length));
      },
      shipOrder: async ({ orderId }) => {
        this.#once('parcels', 1, orderId);
        return { tracking: `parcel-${orderId}` };
      },
      cancelShipment: async ({ orderId }) => this.#revert('parcels', orderId),
      sendConfirmation: async ({ orderId }) => this.#once('mails', 1, orderId),
    };
    return Object.fromEntries(
      Object.entries(services).map(([name, service]) => [
        name,
        (request: never) => {
          this.calls.push({ name: name as Name, request });
          const act = () => (service as (request: never) => Promise<unknown>)(request);
          return faults[name as Name]?.(act) ?? act();
        },
      ]),
    ) as unknown as Activities;
  }

  #once(account: string, amount: number, key: string): void {
    if (this.#standing(account, key) === 0) this.#add(account, amount, key);
  }

  #revert(account: string, key: string): void {
    this.#add(account, -this.#standing(account, key), key);
  }

  #add(account: string, amount: number, key: string): void {
    this.#books.push({ account, key, amount });
  }

  #standing(account: string, key: string): number {
    return this.#sum((entry) => entry.account === account && entry.key === key);
  }

  #sum(of: (entry: { account: string; key: string }) => boolean): number {
    return this.#books.filter(of).reduce((sum, { amount }) => sum + amount, 0);
  }
}

/** The service refuses, and a repetition would not help. */
export function refuses(type: string): Fault {
  return async () => {
    throw ApplicationFailure.nonRetryable('no', type);
  };
}

/** The service does its work, and its answer is lost: the workflow hears of a failure. */
export function losesAnswer(type: string): Fault {
  return async (act) => {
    await act();
    throw ApplicationFailure.nonRetryable('no answer came', type);
  };
}

/** The service is down for so many milliseconds, counted from the first request. */
export function isDown(milliseconds: number, now: () => Promise<number>): Fault {
  let since: number | undefined;
  return async (act) => {
    const asked = await now();
    since ??= asked;
    if (asked - since >= milliseconds) return act();
    throw ApplicationFailure.create({ message: 'down for maintenance', type: 'Unavailable' });
  };
}

/**
 * The Worker dies in the first attempt, before its effect or after it. To the workflow this looks
 * like any attempt that fails and is made again. To wait for the timeout would take a real minute,
 * because the test server does not skip time while an activity runs.
 */
export function dies(moment: 'before the effect' | 'after the effect'): Fault {
  return async (act) => {
    if (activityInfo().attempt > 1) return act();
    if (moment === 'after the effect') await act();
    throw ApplicationFailure.create({ message: 'the Worker is gone', type: 'WorkerLost' });
  };
}
