/** A day pass of a skier, bought with a card. */
export interface Pass {
  id: string;
  price: number;
  skier: string;
}

/** What the systems of a ski resort can do, as workflows see them. */
export interface ResortActivities {
  /** Gives the price of a pass back to its card. Asked twice for one pass, it pays once. */
  refundCard(pass: Pass): Promise<void>;

  /** Marks the pass as void at all turnstiles. */
  voidPass(pass: Pass): Promise<void>;

  /** Mails the skier what was paid back. */
  mailSkier(pass: Pass): Promise<void>;

  /** Looks up whether a pass is valid now. */
  lookUpPass(pass: { id: string }): Promise<{ valid: boolean }>;
}
