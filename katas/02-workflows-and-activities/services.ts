/** A customer's tickets for one concert. */
export interface Booking {
  id: string;
  email: string;
  /** What the customer paid, in euros. */
  price: number;
  /** The day of the concert, such as `2026-06-20`. */
  concertOn: string;
  /** `off`: the concert was called off. */
  concert: 'on' | 'off';
  /** `void`: the tickets are no longer valid. */
  tickets: 'valid' | 'void';
}

/**
 * The services around a refund. You don't write these: `createActivities` in `activities.ts` is
 * given them. Each of them is somewhere else, so a call may fail, and a reply may get lost.
 *
 * Read what each one promises when it is asked twice.
 */
export interface Services {
  boxOffice: {
    /** The booking as it stands at this moment. It may be corrected at any time. */
    find: (request: { booking: string }) => Promise<Booking>;

    /** Makes the tickets void, and sells the seats again. Asked twice, it does so once. */
    voidTickets: (request: { booking: string }) => Promise<void>;
  };
  payments: {
    /**
     * Pays money back to the customer's card. Asked twice for one booking and one amount, it pays
     * once. Another amount is another payment.
     */
    refund: (request: { booking: string; amount: number }) => Promise<void>;
  };
  manager: {
    /** Writes a line on the manager's list of large refunds: a line each time it is asked. */
    note: (request: { booking: string; amount: number }) => Promise<void>;
  };
  mail: {
    /** Tells the customer how much comes back, which may be 0: a mail each time it is asked. */
    send: (request: { to: string; booking: string; amount: number }) => Promise<void>;
  };
}
