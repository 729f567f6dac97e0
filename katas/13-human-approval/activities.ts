/**
 * The office around an expense claim, as your workflow sees it. You don't write these: in this
 * kata the world around your workflow answers them, and keeps a ledger of every effect.
 */
export interface Activities {
  /** Mails the approver that a claim waits for a decision. */
  askApprover(request: { claimId: string; to: string }): Promise<void>;

  /** Mails the approver that the claim still waits. */
  remindApprover(request: { claimId: string; to: string }): Promise<void>;

  /** Mails the head of department that the claim has waited too long. */
  escalate(request: { claimId: string; to: string }): Promise<void>;

  /** Pays the claim out. Asked twice for one claim, it pays once. */
  payOut(request: { claimId: string; amount: number }): Promise<void>;

  /** Mails the employee how it ended. */
  tellEmployee(request: {
    claimId: string;
    to: string;
    outcome: 'approved' | 'rejected' | 'expired';
  }): Promise<void>;
}
