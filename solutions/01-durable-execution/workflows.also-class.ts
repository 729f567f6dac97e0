// The state is the fields of an object; a Trigger is resolved by whatever comes first.
import { defineSignal, proxyActivities, setHandler, sleep, Trigger } from '@temporalio/workflow';
import type { Activities } from './activities.ts';

export interface Trial {
  customerId: string;
  email: string;
  /** What the subscription costs, in euros. */
  amount: number;
}

/** The customer does not want to go on. */
export const cancelTrial = defineSignal('cancelTrial');

const mail = proxyActivities<Activities>({ startToCloseTimeout: '20 seconds' });
const bank = proxyActivities<Activities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '5 seconds', maximumInterval: '10 minutes' },
});

class Membership {
  readonly #trial: Trial;
  readonly #end = new Trigger<'cancelled' | 'charged'>();

  constructor(trial: Trial) {
    this.#trial = trial;
    setHandler(cancelTrial, () => this.#end.resolve('cancelled'));
    void sleep('30 days').then(() => this.#end.resolve('charged'));
  }

  async live(): Promise<'charged' | 'cancelled'> {
    await mail.sendWelcome(this.#trial);
    const end = await this.#end;
    await (end === 'charged' ? this.#charge() : mail.sendGoodbye(this.#trial));
    return end;
  }

  async #charge(): Promise<void> {
    const { receipt } = await bank.chargeCard(this.#trial);
    await mail.sendReceipt({ ...this.#trial, receipt });
  }
}

/** One customer's trial: 30 days, then charge, or say goodbye. Returns how it ended. */
export async function runTrial(trial: Trial): Promise<'charged' | 'cancelled'> {
  const membership = new Membership(trial);
  return membership.live();
}
