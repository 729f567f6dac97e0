/** The three offices that answer support calls. */
export type Office = 'Indianapolis' | 'Osaka' | 'Örebro';

/** Whose turn it is. Hours are UTC: from `fromHour` on, and before `toHour` (at most 24). */
export interface Shift {
  office: Office;
  fromHour: number;
  toHour: number;
}

/**
 * The telephones around a support call, as your workflow sees them. You don't write these: in this
 * kata the world around your workflow answers them, and keeps a ledger of every effect.
 */
export interface Activities {
  /** Notes that a call is open, under its ticket. Asked twice for one ticket, it notes one. */
  openTicket(request: { ticket: string; callId: string }): Promise<void>;

  /** The shifts as they stand now, for the whole day. People swap shifts without telling anybody. */
  readRoster(): Promise<Shift[]>;

  /** Each office has a telephone system of its own. It rings for a minute at most. */
  ringIndianapolis(request: { ticket: string }): Promise<{ answered: boolean }>;
  ringOsaka(request: { ticket: string }): Promise<{ answered: boolean }>;
  ringOrebro(request: { ticket: string }): Promise<{ answered: boolean }>;

  /** Pages the manager on duty. Asked twice for one ticket, it pages once. */
  pageManager(request: { ticket: string }): Promise<void>;

  /** Sends the customer a text: we call you back. Asked twice for one ticket, it sends one. */
  textCustomer(request: { ticket: string; callId: string }): Promise<void>;
}
