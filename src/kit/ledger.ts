/** One effect on the outside world. */
export interface Entry {
  /** The activity that caused it. */
  readonly activity: string;
  readonly activityId: string;
  readonly attempt: number;
  /** Virtual milliseconds since 1970. */
  readonly at: number;
  /** What it changed: `stock`, `card`, `parcels`. */
  readonly account: string;
  /** How much, and in which direction. */
  readonly amount: number;
  readonly key?: string;
}

/** Who is writing into the ledger. */
export type Author = Pick<Entry, 'activity' | 'activityId' | 'attempt' | 'at'>;

/**
 * What really happened outside, as the services themselves would tell it. All accounts begin
 * at 0. A run that leaves no trace ends with every account at 0 again.
 */
export class Ledger {
  readonly #entries: Entry[] = [];

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** How an activity writes: every effect is recorded with the attempt that caused it. */
  by(author: Author): Pen {
    return {
      add: (account, amount, key) => {
        mustBeFinite(account, amount);
        this.#entries.push({ ...author, account, amount, ...(key === undefined ? {} : { key }) });
      },
      once: (account, amount, key) => {
        mustBeFinite(account, amount);
        if (this.standing(account, key) !== 0) return;
        this.#entries.push({ ...author, account, amount, key });
      },
      revert: (account, key) => {
        const standing = this.standing(account, key);
        if (standing === 0) return;
        this.#entries.push({ ...author, account, amount: -standing, key });
      },
    };
  }

  /** The sum of an account. */
  balance(account: string): number {
    return sum(this.#entries.filter((entry) => entry.account === account));
  }

  /** The sum of what stands in an account under one key. */
  standing(account: string, key: string): number {
    return sum(this.#entries.filter((entry) => entry.account === account && entry.key === key));
  }

  /** The accounts that are not at 0. */
  unbalanced(): string[] {
    const accounts = [...new Set(this.#entries.map(({ account }) => account))];
    return accounts.filter((account) => this.balance(account) !== 0);
  }
}

export interface Pen {
  /** Books an amount each time it is called. */
  add(account: string, amount: number, key?: string): void;
  /** Books an amount under a key, unless something stands there already. */
  once(account: string, amount: number, key: string): void;
  /** Takes back what stands under a key. */
  revert(account: string, key: string): void;
}

/** Whoever asked for it may have sent anything. */
function mustBeFinite(account: string, amount: unknown): void {
  if (!Number.isFinite(amount)) throw new TypeError(`${account}: only numbers are booked`);
}

function sum(entries: readonly Entry[]): number {
  return entries.reduce((total, { amount }) => total + amount, 0);
}
