import { required, type ServicesOf } from '#kit';
import type { Activities } from './activities.ts';
import { PAYABLE } from './histories/claim.ts';

/** An insurance that pays every invoice in full, and suspects nobody. */
export const insurance: ServicesOf<Activities> = {
  assignAssessor({ claimId }, pen) {
    pen.once('assignments', 1, required(claimId, 'claimId'));
    return { assessor: 'Ada' };
  },
  assessInvoice({ claimId, invoice }) {
    required(claimId, 'claimId');
    return { payable: required(PAYABLE[required(invoice, 'invoice')], 'an invoice of this claim') };
  },
  sendDecision({ claimId, amount }, pen) {
    required(amount, 'amount');
    pen.once('letters', 1, required(claimId, 'claimId'));
  },
  screenClaim({ claimId, amount }) {
    required(amount, 'amount');
    required(claimId, 'claimId');
    return { suspicious: false };
  },
  openInvestigation({ claimId }, pen) {
    pen.once('investigations', 1, required(claimId, 'claimId'));
  },
  payOut({ claimId, amount }, pen) {
    pen.once('paid', required(amount, 'amount'), required(claimId, 'claimId'));
  },
  closeClaim({ claimId }, pen) {
    pen.once('closed', 1, required(claimId, 'claimId'));
  },
};
