/** Money that is to go to somebody. */
export interface Transfer {
  /** Such as `transfer-7`; no two transfers have the same. */
  reference: string;
  /** The payee's account. */
  to: string;
  amount: number;
}

/** What the bank sends to our webhook. The same notice may come several times. */
export interface Notice {
  /** Of the transfer that it is about. */
  reference: string;
  /** Whether the money has arrived, or has come back. */
  outcome: 'settled' | 'returned';
  /** What you gave the bank to send back, if you did. */
  echo?: string;
}

/** What our webhook answers the bank. */
export type Answer =
  /** This notice is the one that counts. */
  | 'accepted'
  /** Another notice was there before. */
  | 'repeated'
  /** No notice came in time, and somebody looks into it. */
  | 'too late'
  /** There is no transfer of this reference. */
  | 'unknown';

/** How a transfer ended, as far as we know. */
export type Outcome = Notice['outcome'] | 'unconfirmed';

/**
 * The services around a transfer. You don't write these: `createActivities` in `activities.ts` is
 * given them. All of them may be asked twice for one reference, and do it once.
 */
export interface Services {
  bank: {
    /**
     * Takes a transfer to be carried out. Whether the money arrives, the bank tells our webhook,
     * mostly after days, sometimes before this call has returned.
     *
     * `echo` is any text that you like. The bank sends it back with its notices, and prints it on
     * the payee's statement.
     */
    submit(request: Transfer & { echo?: string }): Promise<void>;
  };

  accounts: {
    /** Keeps the money aside, so that it can't be spent twice. */
    reserve(request: { reference: string; amount: number }): Promise<void>;
    /** The money has left us: books what was kept aside. */
    book(request: { reference: string }): Promise<void>;
    /** The money has stayed with us: it can be spent again. */
    release(request: { reference: string }): Promise<void>;
  };

  clerk: {
    /** Has a person phone the bank. What was kept aside stays so until then. */
    alert(request: { reference: string }): Promise<void>;
  };
}
