import {
  inTurn,
  isEnded,
  Refusal,
  required,
  type ActivityRecord,
  type Fault,
  type HistoryEvent,
  type Meanwhile,
  type Run,
  type ServicesOf,
  type Tools,
} from '#kit';
import type { Activities, Span } from './activities.ts';
import { LETTERS_PER_ORDER } from './limits.ts';

/** The printing house and the post. */
export const services: ServicesOf<Activities> = {
  sendLetters({ mailing, key, first, last }, pen) {
    required(mailing, 'mailing');
    required(key, 'key');
    const letters = last - first + 1;
    if (!(first >= 1 && letters >= 1)) {
      throw new Refusal('NobodyThere', `there are no residents ${first} to ${last}`);
    }
    if (letters > LETTERS_PER_ORDER) {
      throw new Refusal('TooManyLetters', `${letters} letters are too many for one order`);
    }
    pen.once('letters', letters, key);
  },
  countReturns({ mailing }) {
    required(mailing, 'mailing');
    return 17;
  },
};

/** What an order of the learner's was for. */
export function spanOf({ input }: Pick<ActivityRecord, 'input'>): Span {
  const { first = 0, last = 0 } = (input ?? {}) as Partial<Span>;
  return { first, last };
}

export function lettersIn({ first, last }: Span): number {
  return last - first + 1;
}

/** An order, and the execution that gave it. */
export interface Order {
  readonly order: ActivityRecord;
  readonly run: Run;
}

/** All orders of a mailing, of whichever of its executions. */
export function ordersIn(run: Run): Order[] {
  return run.tree.flatMap((one) =>
    one.activitiesNamed('sendLetters').map((order) => ({ order, run: one })),
  );
}

/** The orders that were printed. */
export function printedIn(run: Run): Order[] {
  const printed = new Set(run.ledger.entries.map(({ activityId }) => activityId));
  return ordersIn(run).filter(({ order }) => printed.has(order.activityId));
}

/** How many letters each resident got, from resident 1 on. */
export function lettersOf(run: Run, residents: number): number[] {
  const letters = Array.from({ length: residents }, () => 0);
  for (const { order } of printedIn(run)) {
    const { first, last } = spanOf(order);
    for (let one = first; one <= last; one += 1) letters[one - 1] = (letters[one - 1] ?? 0) + 1;
  }
  return letters;
}

/** How many orders were at the printing house at the same time, at most. */
export function mostAtOnce(run: Run): number {
  const moments = ordersIn(run)
    .flatMap(({ order: { scheduled, closed } }) => [
      { at: scheduled.at, step: 1 },
      { at: closed?.at ?? Infinity, step: -1 },
    ])
    .toSorted((one, other) => one.at - other.at || one.step - other.step);
  let [open, most] = [0, 0];
  for (const { step } of moments) {
    open += step;
    most = Math.max(most, open);
  }
  return most;
}

/** What a query for the progress was answered, and what was true at that moment. */
export interface Glance {
  /** How many orders the printing house had finished. */
  readonly after: number;
  readonly answer: { readonly said: unknown } | { readonly failed: string };
  /** Letters that were printed by then. */
  readonly printed: number;
  /** Those of them that were ordered by executions which had ended. */
  readonly settled: number;
}

interface House {
  /** Residents whose addresses nobody can read. */
  readonly unreadable?: readonly number[];
  /** Asks for the progress after so many orders, and notes it here. */
  readonly glances?: { readonly at: readonly number[]; readonly seen: Glance[] };
  readonly meanwhile?: Meanwhile | undefined;
  readonly fault?: Fault | undefined;
}

/** The printing house finishes one order at a time, of those that it has: the first residents' first. */
export function oneByOne({ suite }: Pick<Tools, 'suite'>, house: House = {}): Fault {
  const { glances, meanwhile, fault = async (_, act) => act() } = house;
  let finished = 0;
  const turn: Fault = async (task, act, world) => {
    if (task.attempt === 1 && glances?.at.includes(finished)) {
      glances.seen.push(
        await glance(suite.runtime, task.run, finished, world.ledger.balance('letters')),
      );
    }
    finished += 1;
    return picky(house.unreadable ?? [], fault)(task, act, world);
  };
  return inTurn(suite.runtime, (task) => spanOf({ input: task.args[0] }).first, {
    fault: turn,
    ...(meanwhile ? { meanwhile } : {}),
  });
}

/** At the orders of these residents the letters are printed, and the reply is lost. */
export function losingReplies(residents: readonly number[]): Fault {
  return async (task, act) => {
    const { first, last } = spanOf({ input: task.args[0] });
    const reply = await act();
    if (task.attempt > 1 || !residents.some((one) => first <= one && one <= last)) return reply;
    const failure = { type: 'LineBroken', message: 'the line broke', retryable: true };
    return { kind: 'failed', failure: { ...failure, nextRetryDelay: 1 } };
  };
}

/** The post takes two weeks: it answers when the mailing has ended, or waits for nothing else. */
export function whenTheMailingIsOver({ suite: { runtime } }: Pick<Tools, 'suite'>): Fault {
  return async (task, act) => {
    for (let look = 0; look < 2000; look += 1) {
      const events = await runtime.history(task.run);
      if (isEnded(events) || waitsForTheReturns(events)) break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return act();
  };
}

function waitsForTheReturns(events: readonly HistoryEvent[]): boolean {
  const started = events.findLast(
    ({ type, name }) => type === 'ChildWorkflowExecutionStarted' && name === 'collectReturns',
  );
  return started !== undefined && started.id < lastTask(events) && isQuiet(events);
}

function lastTask(events: readonly HistoryEvent[]): number {
  return events.findLast(({ type }) => type === 'WorkflowTaskCompleted')?.id ?? 0;
}

/** Refuses orders with an address that nobody can read. */
function picky(unreadable: readonly number[], otherwise: Fault): Fault {
  return async (task, act, world) => {
    const { first, last } = spanOf({ input: task.args[0] });
    const bad = unreadable.find((one) => first <= one && one <= last);
    if (bad === undefined) return otherwise(task, act, world);
    const message = `the address of resident ${bad} can't be read`;
    return { kind: 'failed', failure: { type: 'UnreadableAddress', message, retryable: false } };
  };
}

type Runtime = Tools['suite']['runtime'];

async function glance(
  runtime: Runtime,
  run: string,
  after: number,
  printed: number,
): Promise<Glance> {
  const histories = Object.values(await runtime.histories(run));
  const settled = histories.filter(isEnded).reduce((sum, events) => sum + completedIn(events), 0);
  try {
    const said = await runtime.query(run, 'progress', []);
    return { after, answer: { said }, printed, settled };
  } catch (error) {
    const failed = error instanceof Error ? error.message : String(error);
    return { after, answer: { failed }, printed, settled };
  }
}

function completedIn(events: readonly HistoryEvent[]): number {
  const done = new Set(
    events.flatMap(({ type, of }) => (type === 'ActivityTaskCompleted' ? [of] : [])),
  );
  return events
    .filter(({ id, name }) => name === 'sendLetters' && done.has(id))
    .reduce((sum, { input }) => sum + lettersIn(spanOf({ input: input?.[0] })), 0);
}

/** Cancels the mailing, and waits until every execution that is told has heard of it. */
export function cancelling({ suite: { runtime } }: Pick<Tools, 'suite'>, after: number): Meanwhile {
  return {
    after,
    async act(run) {
      await runtime.cancel(run);
      for (let look = 0; look < 2000; look += 1) {
        const histories = Object.values(await runtime.histories(run));
        const quiet = histories.every((events) => isEnded(events) || isQuiet(events));
        if (quiet && histories.some(hasHeard)) return;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
  };
}

function hasHeard(events: readonly HistoryEvent[]): boolean {
  return events.some(({ type }) => type === 'WorkflowExecutionCancelRequested');
}

/** Whether a workflow has done what it can, and all that it asked to tell others was told. */
function isQuiet(events: readonly HistoryEvent[]): boolean {
  const told = new Set(events.flatMap(({ type, of }) => (TOLD.test(type) ? [of] : [])));
  const asks = events.some(
    ({ id, type }) => type === 'RequestCancelExternalWorkflowExecutionInitiated' && !told.has(id),
  );
  const task = events.findLast(({ type }) => type.startsWith('WorkflowTask'));
  return !asks && task?.type === 'WorkflowTaskCompleted';
}

const TOLD = /^(External|RequestCancelExternal).*(Requested|Failed)$/;
