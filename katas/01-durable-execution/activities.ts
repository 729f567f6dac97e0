/**
 * The services around a trial, as your workflow sees them. You don't write these: in this kata
 * the world around your workflow answers them, and keeps a ledger of every effect.
 *
 * A service that is down, or whose reply is lost, is called again by Temporal. Each of these knows
 * the customer by id, and bears that: asked twice for one customer, it acts once.
 */
export interface Activities {
  /** Mails the customer that the trial has begun. */
  sendWelcome(request: { customerId: string; email: string }): Promise<void>;

  /** Charges the customer's card. */
  chargeCard(request: { customerId: string; amount: number }): Promise<{ receipt: string }>;

  /** Mails the customer what was charged. The receipt is the one that the bank gave out. */
  sendReceipt(request: { customerId: string; email: string; receipt: string }): Promise<void>;

  /** Mails the customer that the trial is over and costs nothing. */
  sendGoodbye(request: { customerId: string; email: string }): Promise<void>;
}
