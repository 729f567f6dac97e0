/** What a donor gives in one month, under a pledge. */
export interface Gift {
  /** The pledge's id, such as `pledge-7`. A donor may have several, and may give equal amounts. */
  pledge: string;
  /** Such as `2026-05`. Under one pledge there is one gift a month. */
  month: string;
  card: string;
  /** In euros. */
  amount: number;
  email: string;
}

/** A row of the register of gifts. */
export interface Row {
  /** The primary key. What it looks like is up to you. */
  id: string;
  pledge: string;
  month: string;
  amount: number;
  receipt: string;
}

/** A charge on a card, as its owner sees it. */
export interface Charge {
  receipt: string;
  amount: number;
  text: string;
}

/**
 * The services around a gift. You don't write these: `createActivities` in `activities.ts` is given
 * them. Each of them is somewhere else, so a request may be slow, and a reply may get lost.
 *
 * Read what each one promises when it is asked twice. What it throws is an `Error` whose `name` is
 * the word that you find here, such as `CardDeclined`.
 */
export interface Services {
  payments: {
    /**
     * Charges a card, and gives the receipt's number. `text` is what the card's owner will read.
     *
     * With a `key` it remembers what it did: whoever comes again with that key gets the receipt of
     * the first time, and nothing is charged. Without one, every request is a charge.
     *
     * Throws `CardDeclined`: no money came. Nothing is remembered of that, and asking again helps
     * only when the donor has done something about it.
     */
    charge(request: {
      card: string;
      amount: number;
      text: string;
      key?: string;
    }): Promise<{ receipt: string }>;

    /** The charges on a card up to this moment. */
    statement(request: { card: string }): Promise<Charge[]>;
  };

  /**
   * The charity's database, with one table of gifts. Writing throws `MonthClosed` when the
   * accountant has closed the month; that stays so until somebody has talked to the accountant.
   */
  register: {
    /** Adds a row. Throws `UniqueViolation` when there is a row of that id. */
    insert(row: Row): Promise<void>;

    /** Adds a row, or puts it in the place of the row of that id. */
    upsert(row: Row): Promise<void>;

    /** The row of an id, or null. */
    find(request: { id: string }): Promise<Row | null>;
  };

  letters: {
    /**
     * Prints a letter of thanks, and posts it. It remembers the ids of the requests that it got: one
     * that comes again is answered, and nothing is printed.
     */
    post(request: { request: string; to: string; receipt: string }): Promise<void>;
  };
}
