/**
 * The services behind an order, as your workflow sees them. You don't write these: in this kata
 * the world around your workflow answers them, and keeps a ledger of every effect.
 *
 * Read what each one promises. The promises decide how you may use it.
 */
export interface Activities {
  /** The warehouse sets goods aside for an order. Asked twice for one order, it does so once. */
  reserveStock(request: { orderId: string; sku: string; quantity: number }): Promise<void>;

  /**
   * Puts back on the shelf whatever is set aside for this order. Safe to repeat, and safe when
   * nothing was ever set aside.
   */
  releaseStock(request: { orderId: string }): Promise<void>;

  /** Adds goods to the shelf. Asked twice, it adds twice: it knows of no order. */
  addStock(request: { sku: string; quantity: number }): Promise<void>;

  /** Charges the customer's card for an order. Asked twice for one order, it charges once. */
  chargeCard(request: { orderId: string; amount: number }): Promise<{ receipt: string }>;

  /** Gives back what this order was charged. Safe to repeat, and safe when nothing was charged. */
  refundOrder(request: { orderId: string }): Promise<void>;

  /** Gives back what stands on a receipt. Refuses a receipt that the bank does not know. */
  refundReceipt(request: { receipt: string }): Promise<void>;

  /** Hands the parcel to the carrier. Asked twice for one order, it ships one parcel. */
  shipOrder(request: { orderId: string; address: string }): Promise<{ tracking: string }>;

  /**
   * Calls the parcel of this order back, while that is still possible. Safe to repeat, and safe
   * when nothing was shipped.
   */
  cancelShipment(request: { orderId: string }): Promise<void>;

  /** Mails the customer that the parcel is on its way. There is no way to take a mail back. */
  sendConfirmation(request: { orderId: string; email: string }): Promise<void>;
}
