import type { ActivityReply, ActivityTask, HistoryEvent, Runtime } from '../../src/kit/runtime.ts';
import type { Recording } from '../../src/recording/recording.ts';
import type { Booking } from './hut-activities.ts';

const ada: Booking = { id: 'b-1', guest: 'Ada', beds: 2 };
const ben: Booking = { id: 'b-2', guest: 'Ben', beds: 2 };
const club: Booking = { id: 'b-3', guest: 'Alpine Club', beds: 30 };

const done: ActivityReply = { kind: 'completed', result: undefined };

/** The bank, which takes its time until a run's gate is opened. */
class Bank {
  readonly #gates = new Map<string, PromiseWithResolvers<void>>();

  readonly perform = async ({ name, run, args }: ActivityTask): Promise<ActivityReply> => {
    if (name !== 'holdDeposit') return done;
    await this.#gate(run).promise;
    // Deposits are held one after the other, so that each recording comes out the same.
    const { id } = args[0] as Booking;
    if (id === ben.id) await this.#answered(run);
    return done;
  };

  #answered: (run: string) => Promise<void> = async () => undefined;

  open(runtime: Runtime, run: string): void {
    this.#answered = (id) =>
      until(runtime, id, (events) => count(events, 'WorkflowExecutionUpdateCompleted') > 0);
    this.#gate(run).resolve();
  }

  #gate(run: string): PromiseWithResolvers<void> {
    const gate = this.#gates.get(run) ?? Promise.withResolvers<void>();
    this.#gates.set(run, gate);
    return gate;
  }
}

const bank = new Bank();

/** Sends an update, and waits until it is accepted. Its answer comes later. */
async function accepted(runtime: Runtime, run: string, booking: Booking): Promise<void> {
  const before = count(await runtime.history(run), 'WorkflowExecutionUpdateAccepted');
  void runtime.update(run, 'book', [booking]).catch(() => undefined);
  await until(
    runtime,
    run,
    (events) => count(events, 'WorkflowExecutionUpdateAccepted') > before && rests(events),
  );
}

/** Ada's party and Ben's book the last two beds while the bank is slow. */
async function bothBook(runtime: Runtime, run: string): Promise<void> {
  await begun(runtime, run);
  await accepted(runtime, run, ada);
  await accepted(runtime, run, ben);
  bank.open(runtime, run);
  await until(
    runtime,
    run,
    (events) => count(events, 'WorkflowExecutionUpdateCompleted') === 2 && rests(events),
  );
  await runtime.signal(run, 'closeSeason', []);
}

/** The season closes while Ada's deposit is being held. */
async function closesMeanwhile(runtime: Runtime, run: string): Promise<void> {
  await begun(runtime, run);
  await accepted(runtime, run, ada);
  await rested(runtime, run, () => runtime.signal(run, 'closeSeason', []));
  bank.open(runtime, run);
}

/** Does something to a run, and waits until the workflow has dealt with it, or refused it. */
async function rested(runtime: Runtime, run: string, act: () => Promise<unknown>): Promise<void> {
  const before = (await runtime.history(run)).length;
  await act().catch(() => undefined);
  await runtime.resting(run, before);
}

async function begun(runtime: Runtime, run: string): Promise<void> {
  await until(runtime, run, (events) => rests(events) && !isAnnouncing(events));
}

function isAnnouncing(events: readonly HistoryEvent[]): boolean {
  return count(events, 'ActivityTaskScheduled') > 0 && count(events, 'ActivityTaskCompleted') === 0;
}

function rests(events: readonly HistoryEvent[]): boolean {
  return (
    events.findLast(({ type }) => type.startsWith('WorkflowTask'))?.type === 'WorkflowTaskCompleted'
  );
}

function count(events: readonly HistoryEvent[], type: string): number {
  return events.filter((event) => event.type === type).length;
}

async function until(
  runtime: Runtime,
  run: string,
  moment: (events: readonly HistoryEvent[]) => boolean,
): Promise<void> {
  const latest = performance.now() + 8000;
  while (!moment(await runtime.history(run))) {
    if (performance.now() > latest) throw new Error(`The moment does not come in ${run}.`);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}

export const recordings: readonly Recording[] = [
  {
    file: 'sold-twice',
    title: 'Two beds, sold twice (wrong)',
    about: 'Ada and Ben each book two beds. Two are free. Neither waits for the other.',
    code: 'hut-wrong.ts',
    workflow: 'hutWrong',
    args: [2],
    perform: bank.perform,
    meanwhile: bothBook,
  },
  {
    file: 'in-turn',
    title: 'Two beds, sold once',
    about: 'The same two bookings, one after the other.',
    code: 'hut.ts',
    workflow: 'hut',
    args: ['Gable Hut', 2],
    perform: bank.perform,
    meanwhile: bothBook,
  },
  {
    file: 'refused',
    title: 'Thirty beds, refused on arrival',
    about: 'The Alpine Club asks for 30 beds where 24 are free. Then a misspelt signal comes.',
    code: 'hut.ts',
    workflow: 'hut',
    args: ['Gable Hut', 24],
    perform: bank.perform,
    async meanwhile(runtime, run) {
      await begun(runtime, run);
      await rested(runtime, run, () => runtime.update(run, 'book', [club]));
      await rested(runtime, run, () => runtime.signal(run, 'closeSaison', []));
      await runtime.signal(run, 'closeSeason', []);
    },
  },
  {
    file: 'account',
    title: 'An account of 50 euros',
    about: 'One payment of 30 euros is sent twice. Then another one comes, and is refused.',
    code: 'account.ts',
    workflow: 'account',
    args: [],
    perform: bank.perform,
    async meanwhile(runtime, run) {
      await runtime.resting(run, 0);
      await rested(runtime, run, () => runtime.signal(run, 'topUp', [{ id: 't-1', amount: 50 }]));
      for (const id of ['p-1', 'p-1', 'p-2']) {
        await rested(runtime, run, () => runtime.update(run, 'pay', [{ id, amount: 30 }]));
      }
      await runtime.signal(run, 'close', []);
    },
  },
  {
    file: 'closes-late',
    title: 'The season ends in the middle of a booking',
    about: 'The signal comes while Ada’s deposit is being held.',
    code: 'hut.ts',
    workflow: 'hut',
    args: ['Gable Hut', 2],
    perform: bank.perform,
    meanwhile: closesMeanwhile,
  },
  {
    file: 'cut-off',
    title: 'Closed too early (wrong)',
    about: 'The same, with a workflow that does not wait for its handlers.',
    code: 'hut-hasty.ts',
    workflow: 'hutHasty',
    args: [2],
    perform: bank.perform,
    meanwhile: closesMeanwhile,
  },
];
