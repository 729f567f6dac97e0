import type { Pen } from '../../src/kit/ledger.ts';
import { Refusal, required } from '../../src/kit/services.ts';

/** The services around activities that fixtures write themselves. */
export interface Bank {
  readonly payments: {
    /** Under one key it charges once; without, each time it is asked. */
    charge(request: { order: string; key?: string }): Promise<{ receipt: string }>;
  };
  readonly mail: {
    send(request: { to: string }): Promise<void>;
  };
}

/** A bank at which nothing goes wrong. */
export const bank = {
  payments: {
    charge({ order, key }: { order: string; key?: string }, pen: Pen) {
      if (order === 'order-0') throw new Refusal('CardDeclined', 'the bank says no');
      if (key === undefined) pen.add('card', -40, required(order, 'order'));
      else pen.once('card', -40, key);
      return { receipt: `receipt of ${order}` };
    },
  },
  mail: {
    send({ to }: { to: string }, pen: Pen) {
      pen.add('mails', 1, required(to, 'to'));
    },
  },
};
