import { required, type Pen, type ServicesOf } from '#kit';
import type { Activities } from './activities.ts';

/** The office around a claim: a mail server, and a cash desk that pays each claim once. */
export const office: ServicesOf<Activities> = {
  askApprover: ({ claimId, to }, pen) => mail(pen, 'ask', claimId, to),
  remindApprover: ({ claimId, to }, pen) => mail(pen, 'remind', claimId, to),
  escalate: ({ claimId, to }, pen) => mail(pen, 'escalate', claimId, to),
  payOut({ claimId, amount }, pen) {
    pen.once('paid', required(amount, 'amount'), required(claimId, 'claimId'));
  },
  tellEmployee({ claimId, to, outcome }, pen) {
    mail(pen, required(outcome, 'outcome'), claimId, to);
  },
};

/** A mail that is sent again replaces the one before. */
function mail(pen: Pen, about: string, claimId: string, to: string): void {
  pen.once('mails', 1, `${about} ${required(claimId, 'claimId')} ${required(to, 'to')}`);
}

export const claim = {
  id: 'claim-7',
  employee: 'employee@example.org',
  approver: 'approver@example.org',
  head: 'head@example.org',
  amount: 480,
};

/** Somebody from another department. */
export const STRANGER = 'stranger@example.org';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** What happens by itself while nobody decides, in virtual milliseconds after the start. */
export const DUE = { remindApprover: DAY, escalate: 3 * DAY, expiry: 7 * DAY } as const;
