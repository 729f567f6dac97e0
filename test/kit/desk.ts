import { required } from '../../src/kit/services.ts';

/** The activities of a help desk, around which most fixtures are written. */
export interface Desk {
  openTicket(request: { customer: string; text?: string }): Promise<{ ticket: string }>;
  leaveNote(request: { ticket: string }): Promise<void>;
}

/** A desk at which nothing goes wrong. */
export const desk = {
  openTicket({ customer }: { customer: string }) {
    return { ticket: `ticket of ${required(customer, 'customer')}` };
  },
  leaveNote({ ticket }: { ticket: string }) {
    required(ticket, 'ticket');
  },
};
