/** A painting that goes to another museum. */
export interface Loan {
  readonly painting: string;
  readonly borrower: string;
}

/**
 * What the workflow asks of the world. Each of these may be asked twice for one loan, and then does
 * it once. To undo what was never done does nothing.
 */
export interface Activities {
  /** Insures the journey. Throws an error of type `Uninsurable` for what nobody will ever insure. */
  insure(loan: Loan): Promise<void>;
  cancelInsurance(loan: Loan): Promise<void>;
  bookCourier(loan: Loan): Promise<void>;
  cancelCourier(loan: Loan): Promise<void>;
  /** Writes to the borrower. */
  write(letter: Letter): Promise<void>;
  /** The painting leaves the house. */
  handOver(loan: Loan): Promise<void>;
}

export interface Letter {
  readonly to: string;
  readonly about: 'offer' | 'reminder';
}
