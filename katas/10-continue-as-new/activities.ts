/**
 * The bank around an account, as your workflow sees it. You don't write these: in this kata the
 * world around your workflow answers them.
 */
export interface Activities {
  /**
   * Pays money out to the customer. It can take a while. Asked twice with one id, it pays once.
   * It refuses when the customer's card is blocked; then nothing was paid.
   */
  payOut(request: { accountId: string; id: string; amount: number }): Promise<void>;

  /** Sends a statement by mail. Asked twice for one number, it sends one. */
  sendStatement(request: { accountId: string; number: number; balance: number }): Promise<void>;
}
