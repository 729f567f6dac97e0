/**
 * What surrounds a claim, as your workflow sees it. You don't write these: in this kata the world
 * around your workflow answers them, and keeps a ledger of every effect.
 */
export interface Activities {
  /** Gives the claim to somebody. */
  assignAssessor(request: { claimId: string }): Promise<{ assessor: string }>;

  /**
   * Says how much of an invoice is paid, in cents. Without `prices`, by the list of 2019; with
   * `prices: '2026'`, by the list of 2026.
   */
  assessInvoice(request: {
    claimId: string;
    invoice: string;
    prices?: '2026';
  }): Promise<{ payable: number }>;

  /** Tells the customer how much will be paid, and that there are two weeks to object. */
  sendDecision(request: { claimId: string; amount: number }): Promise<void>;

  /** New: looks for signs of fraud. It moves no money and tells nobody. */
  screenClaim(request: { claimId: string; amount: number }): Promise<{ suspicious: boolean }>;

  /** New: hands the claim to an investigator, who takes it from there. */
  openInvestigation(request: { claimId: string }): Promise<void>;

  /** Pays. Asked twice for one claim, it pays once. */
  payOut(request: { claimId: string; amount: number }): Promise<void>;

  /** Files the claim away. */
  closeClaim(request: { claimId: string }): Promise<void>;
}
