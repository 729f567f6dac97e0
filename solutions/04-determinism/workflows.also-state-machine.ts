// One object that knows the call, steps that return the next step, and the workflow's id as ticket.
import {
  condition,
  defineQuery,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities, Office } from './activities.ts';

export interface Call {
  id: string;
  receivedAt: string;
}

export interface Status {
  state: 'ringing' | 'waiting' | 'answered' | 'handed over';
  lastRung?: Office;
}

export interface Routed {
  ticket: string;
  answeredBy?: Office;
  waitedMinutes: number;
}

export const status = defineQuery<Status>('status');

const telephones = proxyActivities<Activities>({
  startToCloseTimeout: '5 minutes',
  retry: { initialInterval: '500ms' },
});

type Step = () => Promise<Step | Routed>;

class Routing {
  readonly #call: Call;
  readonly #ticket = `${workflowInfo().workflowId}/${workflowInfo().runId}`;
  #state: Status['state'] = 'ringing';
  #lastRung: Office | undefined;
  #order: Office[] = [];
  #round = 0;

  constructor(call: Call) {
    this.#call = call;
    setHandler(status, () =>
      this.#lastRung ? { state: this.#state, lastRung: this.#lastRung } : { state: this.#state },
    );
  }

  readonly open: Step = async () => {
    await telephones.openTicket({ ticket: this.#ticket, callId: this.#call.id });
    this.#order = await this.#readOrder();
    return this.ring;
  };

  readonly ring: Step = async () => {
    this.#round += 1;
    this.#state = 'ringing';
    for (const office of this.#order) {
      this.#lastRung = office;
      if (await this.#answers(office)) {
        this.#state = 'answered';
        return { ...this.#outcome(), answeredBy: office };
      }
    }
    return this.#round === 1 ? this.wait : this.handOver;
  };

  readonly wait: Step = async () => {
    this.#state = 'waiting';
    await condition(() => false, '1h');
    return this.ring;
  };

  readonly handOver: Step = async () => {
    this.#state = 'handed over';
    await telephones.pageManager({ ticket: this.#ticket });
    await telephones.textCustomer({ ticket: this.#ticket, callId: this.#call.id });
    return this.#outcome();
  };

  async #readOrder(): Promise<Office[]> {
    const [, clock = ''] = this.#call.receivedAt.split('T');
    const hour = Number(clock.split(':')[0]);
    const shifts = await telephones.readRoster();
    const order = new Set<Office>();
    for (const shift of shifts) {
      if (shift.fromHour <= hour && hour < shift.toHour) order.add(shift.office);
    }
    for (const office of ['Indianapolis', 'Osaka', 'Örebro'] as const) order.add(office);
    return [...order];
  }

  async #answers(office: Office): Promise<boolean> {
    const name = `ring${office.normalize('NFD').replace(/\p{M}/gu, '')}` as 'ringOsaka';
    return (await telephones[name]({ ticket: this.#ticket })).answered;
  }

  #outcome(): Routed {
    const waited = Date.now() - workflowInfo().startTime.getTime();
    return { ticket: this.#ticket, waitedMinutes: Math.round(waited / 60_000) };
  }
}

export async function routeCall(call: Call): Promise<Routed> {
  let step: Step | Routed = new Routing(call).open;
  while (typeof step === 'function') step = await step();
  return step;
}
