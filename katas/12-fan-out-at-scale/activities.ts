/** Residents by their numbers in the register, both ends included: 101 to 200 are a hundred. */
export interface Span {
  first: number;
  last: number;
}

/**
 * The services around your workflows. You don't write them: in this kata the world around your
 * workflows answers.
 */
export interface Activities {
  /**
   * Has the letters of a mailing printed and posted, one for each resident of the span.
   *
   * The printing house knows an order of the mailing by its key. An order whose key it has seen is
   * one that you repeat, and nothing more is printed. An order with an address that nobody can read
   * fails for good, and none of its letters is printed.
   */
  sendLetters(order: Span & { mailing: string; key: string }): Promise<void>;

  /** How many letters of a mailing came back. The post answers after about two weeks. */
  countReturns(request: { mailing: string }): Promise<number>;
}
