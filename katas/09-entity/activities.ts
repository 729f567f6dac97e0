/** Some pieces of one article in a cart. The price is of one piece, in euros. */
export interface Line {
  sku: string;
  quantity: number;
  price: number;
}

/**
 * The shop around a cart, as your workflow sees it. You don't write these: in this kata the world
 * around your workflow answers them.
 */
export interface Activities {
  /** Puts the cart on the list from which the customer's app finds it. Safe to repeat. */
  listCart(request: { cartId: string }): Promise<void>;

  /**
   * Looks up what one piece of an article costs, in euros. It changes nothing, but it can take a
   * while. Refuses an article that the shop does not sell.
   */
  lookUpPrice(request: { sku: string }): Promise<{ price: number }>;

  /**
   * Charges the card and sends the goods, both or neither. Asked twice for one cart, it does so
   * once. When it refuses because the card was declined, nothing has happened, and it may be asked
   * again.
   */
  placeOrder(request: {
    cartId: string;
    lines: Line[];
    total: number;
  }): Promise<{ orderId: string }>;

  /** Takes the cart off the list. Safe to repeat. */
  unlistCart(request: { cartId: string }): Promise<void>;
}
