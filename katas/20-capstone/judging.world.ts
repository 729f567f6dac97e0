import {
  count,
  ending,
  inTurn,
  ledgerLines,
  list,
  type ActivityRecord,
  type Fault,
  type Faults,
  type HistoryEvent,
  type Meanwhile,
  type Run,
  type RunOptions,
  type Tools,
} from '#kit';
import type { Item } from './activities.ts';
import v1 from './histories/v1.json' with { type: 'json' };
import { itemsIn, storesOf } from './orders.ts';
import { dueOf, institute, UNDO_NAMES, UNDO_OF } from './world.ts';

export interface Order {
  readonly id: string;
  readonly items: Item[];
}

/**
 * Activities are answered one at a time, in the order in which they were asked for, so that stores
 * that are asked at once decide nothing by a race.
 */
export function orderly(
  { suite }: Pick<Tools, 'suite'>,
  faults: Readonly<Record<string, Fault>> = {},
  {
    first = () => 0,
    meanwhile,
  }: {
    first?: (name: string, store: string) => number;
    meanwhile?: Meanwhile;
  } = {},
): Faults {
  const turn = inTurn(
    suite.runtime,
    ({ name, args, activityId }) => {
      const { store = '' } = (args[0] ?? {}) as { store?: string };
      return first(name, store) * 1000 + Number(activityId.replace(/^.*:/, ''));
    },
    {
      fault: async (task, act, world) => (await faults[task.name]?.(task, act, world)) ?? act(),
      ...(meanwhile ? { meanwhile } : {}),
    },
  );
  return { byName: Object.fromEntries(Object.keys(institute).map((name) => [name, turn])) };
}

/** The answer is deployed while a step of the recorded order is under way: the nth of its name. */
export function deployedDuring(step: string, nth = 1): RunOptions {
  const begun = v1.events.filter(
    (event) => event.activityTaskScheduledEventAttributes?.activityType.name === step,
  );
  const after = Number(begun[nth - 1]?.eventId);
  if (!after) throw new Error(`The recorded history has no ${step} number ${nth}.`);
  return { deployment: { after } };
}

/** What stands in the books of an order that is to leave nothing, in words. */
export function leftOver({ ledger }: Run): string[] {
  return ledger.unbalanced().flatMap((account) => {
    const balance = ledger.balance(account);
    if (account === 'money') return `${-balance} euros are set aside`;
    if (account === 'courier') return 'a courier is on the way';
    if (account.startsWith('shelf')) {
      return `the store ${account.replace('shelf: ', '')} has ${-balance} pieces packed`;
    }
    return [];
  });
}

/** An order left nothing but mails. */
export function mustLeaveNothing(tools: Tools, run: Run, expected: string): void {
  const left = leftOver(run);
  if (left.length === 0) return;
  const account = run.ledger.unbalanced().find((one) => BOOKS.test(one)) ?? '';
  const store = account.replace('shelf: ', '');
  const undo = account === 'money' ? 'releaseMoney' : account === 'courier' ? 'recall' : 'putBack';
  const about = run.activities.filter(
    ({ name, input }) =>
      (name === undo || UNDO_OF[name as keyof typeof UNDO_OF] === undo) &&
      (undo !== 'putBack' || (input as { store?: string })?.store === store),
  );
  const entries = run.ledger.entries.filter((entry) => entry.account === account);
  tools.fail(run, {
    expected,
    happened: `The workflow ${ending(run)}, and ${list(left)}.`,
    marked: (event) => isOf(about)(event) || isCancel(event),
    lines: ledgerLines(entries, run.began, ({ activity, amount, attempt }) => {
      const sign = amount > 0 ? '+' : '−';
      const again = attempt > 1 ? `, attempt ${attempt}` : '';
      return `in the books: ${account} ${sign}${Math.abs(amount)} (${activity}${again})`;
    }),
  });
}

const BOOKS = /^(money|courier|shelf.*)$/;

/** Whether the books show the whole order, once. */
export function isWhole({ ledger }: Run, { items }: Order, but: readonly string[] = []): boolean {
  return Object.entries(dueOf(items)).every(
    ([account, due]) => but.includes(account) || ledger.balance(account) === due,
  );
}

/** The order was filled: the books are right, and the outcome says so. */
export function mustBeSent(tools: Tools, run: Run, order: Order): void {
  const { expect, fail } = tools;
  const { state } = (run.result ?? {}) as { state?: unknown };
  if (run.state !== 'completed' || state !== 'sent') {
    fail(run, {
      expected: 'The order is sent.',
      happened: `The workflow ${ending(run)}.`,
      marked: (event) =>
        /^(Timer(Fired|Canceled)|WorkflowExecution(?!Started).*|ActivityTaskFailed)$/.test(
          event.type,
        ),
    });
  }
  const due = dueOf(order.items);
  const wrong = Object.entries(due).find(
    ([account, amount]) => standing(run, account, order.id) !== amount,
  );
  if (wrong) {
    const [account, amount] = wrong;
    const found = standing(run, account, order.id);
    fail(run, {
      expected: `The books show the whole order: ${account} ${amount}.`,
      happened: `They show ${found === 0 ? 'nothing there' : `${account} ${found}`}.`,
      marked: isOf(run.activities),
    });
  }
  expect(run).toHaveReturned({ state: 'sent', tracking: `courier-${order.id}` });
}

function standing({ ledger }: Run, account: string, orderId: string): number {
  return ledger.standing(account, orderId);
}

/** The stores were asked in the new way: all at once, each once, each for a box of its own. */
export function mustPickAtOnce(tools: Tools, run: Run, { items }: Order): void {
  mustPick(tools, run, items, 'own');
  const stores = storesOf(items).length;
  const expected = `All ${stores} stores are asked to pack at the same time.`;
  tools.expect(run, { expected }).toHaveReachedAtOnce(stores, ['pick']);
}

/** The stores were asked one after the other, and share a box. */
export function mustPickInTurn(tools: Tools, run: Run, { items }: Order): void {
  mustPick(tools, run, items, 'shared');
  const expected = 'One store packs after the other: the box is carried from each to the next.';
  tools.expect(run, { expected }).toHaveWaitedBetween(['pick']);
}

function mustPick({ fail }: Tools, run: Run, items: Item[], box: 'own' | 'shared'): void {
  const picks = run.activitiesNamed('pick');
  const asked = picks.map(({ input }) => (input ?? {}) as { store?: string; items?: unknown });
  const wrong = storesOf(items).find(
    (store) => asked.filter((one) => one.store === store).length !== 1,
  );
  if (wrong !== undefined) {
    const times = asked.filter(({ store }) => store === wrong).length;
    fail(run, {
      expected: `pick is scheduled once for each store: ${list(storesOf(items))}.`,
      happened: `For ${wrong} it was ${times === 0 ? 'never scheduled' : `scheduled ${count(times)}`}.`,
      marked: isOf(picks),
    });
  }
  const other = picks.find(({ input }) => boxOf(input) !== box);
  if (other) {
    const others = picks.filter(({ input }) => boxOf(input) !== box);
    const all = others.length === picks.length;
    const own = boxOf(other.input) === 'own';
    fail(run, {
      expected:
        box === 'own'
          ? 'Each store packs a box of its own.'
          : 'All stores use the order’s one box.',
      happened: `${all ? 'All' : `${others.length} of ${picks.length}`} ${own ? 'were asked for a box of their own' : 'were asked without ownBox'}, from event ${other.scheduled.id} on.`,
      marked: isOf(others),
    });
  }
  const torn = picks.find(({ input }) => {
    const { store = '', items: given } = (input ?? {}) as { store?: string; items?: unknown };
    return JSON.stringify(given) !== JSON.stringify(itemsIn(store, items));
  });
  if (!torn) return;
  fail(run, {
    expected: 'pick is given the items that the store keeps, all of them.',
    happened: `It was given ${JSON.stringify((torn.input as { items?: unknown })?.items) ?? 'nothing'}.`,
    marked: isOf([torn]),
  });
}

function boxOf(input: unknown): 'own' | 'shared' {
  return (input as { ownBox?: unknown } | undefined)?.ownBox === true ? 'own' : 'shared';
}

/** The head was not asked. */
export function mustNotAsk({ fail }: Tools, run: Run, expected: string): void {
  const [asked] = run.activitiesNamed('askHead');
  if (!asked) return;
  fail(run, {
    expected,
    happened: `askHead was scheduled (event ${asked.scheduled.id}).`,
    marked: isOf([asked]),
  });
}

/** What a step did was known before it was undone for the last time. */
export function mustHearFirst({ fail }: Tools, run: Run): void {
  for (const step of run.activities) {
    const undo = UNDO_OF[step.name as keyof typeof UNDO_OF];
    if (undo === undefined) continue;
    const last = run.activities.findLast(
      (one) => one.name === undo && storeOf(one) === storeOf(step),
    );
    if (!last || (step.closed && step.closed.id < last.scheduled.id)) continue;
    const where = storeOf(step) === undefined ? '' : ` in ${storeOf(step)}`;
    fail(run, {
      expected: `${step.name}${where} is over before ${undo} is asked for.`,
      happened: `${undo} was scheduled (event ${last.scheduled.id}) while ${step.name} (event ${step.scheduled.id}) was still under way. It took effect after that.`,
      marked: (event) => isOf([step, last])(event) || isCancel(event),
    });
  }
}

function storeOf({ name, input }: ActivityRecord): string | undefined {
  const isOfStore = name === 'pick' || name === 'putBack';
  return isOfStore ? String((input as { store?: unknown } | undefined)?.store) : undefined;
}

/** The courier is called back first, then the stores put back, and the money comes last. */
export function mustUndoInReverse({ fail }: Tools, run: Run): void {
  const undos = run.activitiesNamed(...UNDO_NAMES);
  for (const [index, next] of undos.entries()) {
    const rank = UNDO_NAMES.findIndex((name) => name === next.name);
    const others = undos.filter(({ name }) => UNDO_NAMES.findIndex((one) => one === name) < rank);
    const open = others.find(({ closed }) => closed === undefined || closed.id > next.scheduled.id);
    if (!open) continue;
    const later = undos.indexOf(open) > index;
    fail(run, {
      expected: `${open.name} is over before ${next.name} begins.`,
      happened: later
        ? `${next.name} was scheduled first (event ${next.scheduled.id}).`
        : `${next.name} was scheduled (event ${next.scheduled.id}) while ${open.name} was still open.`,
      marked: isOf([open, next]),
    });
  }
}

/** Events that tell of these activities: that they were asked for, and how they ended. */
export function isOf(records: readonly ActivityRecord[]): (event: HistoryEvent) => boolean {
  const ids = new Set(records.map(({ scheduled }) => scheduled.id));
  return ({ id, of, type }) => ids.has(id) || (ids.has(of ?? 0) && type !== 'ActivityTaskStarted');
}

export function isCancel({ type }: HistoryEvent): boolean {
  return type === 'WorkflowExecutionCancelRequested';
}
