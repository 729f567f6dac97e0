/** Some pieces of one article, all from one store. */
export interface Item {
  article: string;
  quantity: number;
  /** Of one piece, in euros. */
  price: number;
  /** The store that keeps it, such as `glass`. */
  store: string;
}

/**
 * What surrounds the workflows. You don't write these: in this kata the world around your workflows
 * answers them, and keeps a ledger of every effect.
 */
export interface Activities {
  /**
   * Enters an order in the purchasing office's book, which gives it its number. Asked again with the
   * same key, it enters nothing and gives the same number again. When it refuses, nothing is entered.
   */
  enterOrder(request: { lab: string; key: string; items: Item[] }): Promise<{ orderId: string }>;

  /** Sets money aside for an order. Asked twice for one order, it does so once. */
  reserveMoney(request: { orderId: string; amount: number }): Promise<void>;
  /** Frees what is set aside for an order. Safe to repeat, and safe when nothing is. */
  releaseMoney(request: { orderId: string }): Promise<void>;

  /** Asks the head of the institute by mail. The answer comes as the signal `decide`. */
  askHead(request: { orderId: string; amount: number }): Promise<void>;

  /**
   * Takes an order's items of one store off the shelf. Asked twice for one order, it does so once.
   *
   * Without `ownBox` they go into the order's one box, which is carried from store to store. With
   * `ownBox: true` the store packs a box of its own. Nobody can deliver an order of both kinds.
   */
  pick(request: { orderId: string; store: string; items: Item[]; ownBox?: true }): Promise<void>;
  /** Puts back what a store has picked for an order. Safe to repeat, and safe when nothing was. */
  putBack(request: { orderId: string; store: string }): Promise<void>;

  /** Hands the order over to the courier. Asked twice for one order, it does so once. */
  dispatch(request: { orderId: string }): Promise<{ tracking: string }>;
  /** Calls the courier back. Safe to repeat, and safe when no courier is on the way. */
  recall(request: { orderId: string }): Promise<void>;

  /** Mails the lab that its order is on the way. Asked twice for one order, it does so once. */
  tellLab(request: { orderId: string; tracking: string }): Promise<void>;
}
