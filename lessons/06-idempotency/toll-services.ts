/** A vehicle under a gantry. */
export interface Passage {
  /** Made by the gantry: where, which lane, and the number of the vehicle that day. */
  id: string;
  plate: string;
  cents: number;
}

/** The services of a toll road. Each is somewhere else, so a reply may get lost. */
export interface TollServices {
  accounts: {
    /** Under one key it debits once; whoever repeats the request gets the first reply again. */
    debit(request: { plate: string; cents: number; key?: string }): Promise<{ receipt: string }>;

    /** The passages that were debited up to this moment. */
    statement(request: { plate: string }): Promise<{ receipt: string; passage: string }[]>;
  };
  passages: {
    /** Throws `UniqueViolation` when there is a row of that id. */
    insert(row: { id: string; receipt: string }): Promise<void>;

    /** Adds the row, or puts it in the place of the one of that id. */
    upsert(row: { id: string; receipt: string }): Promise<void>;
  };
}
