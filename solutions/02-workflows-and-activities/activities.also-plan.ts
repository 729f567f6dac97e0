// A thin layer: an activity for each thing that a service does, under the service's own name.
import type { Services } from './services.ts';

export function createActivities({ boxOffice, payments, manager, mail }: Services) {
  return {
    find: boxOffice.find,
    voidTickets: boxOffice.voidTickets,
    refund: payments.refund,
    note: manager.note,
    send: mail.send,
  };
}
