import { count, ending, list, unanswered, type HistoryEvent, type Run, type Tools } from '#kit';
import type { Item } from './activities.ts';
import { isWhole } from './judging.world.ts';
import { isGiven, outcome, type Request, type Visit } from './visit.world.ts';

/** An order that a list gave. */
export interface Given {
  readonly run: Run;
  readonly id: unknown;
  readonly items: readonly Item[];
}

/** The orders that a list has given, of whichever of its runs. */
export function ordersOf(run: Run): Given[] {
  return run.chain
    .flatMap(({ children }) => children)
    .map((order) => {
      const [first] = order.chain[0]?.events[0]?.input ?? [];
      const { id, items } = (first ?? {}) as { id?: unknown; items?: unknown };
      return { run: order, id, items: Array.isArray(items) ? (items as Item[]) : [] };
    });
}

/** What was confirmed stands in one order, or is still on the list, and nothing else is there. */
export function mustKeepApart(
  { fail }: Tools,
  run: Run,
  { requests }: Visit,
  left: unknown,
  due: { readonly orders: readonly (readonly string[])[]; readonly left: readonly string[] },
): void {
  const given = ordersOf(run).map(({ items }) => namesOf(items));
  const found = [...given, namesOf(left)].map(inWords);
  const wanted = [...due.orders, due.left].map(inWords);
  if (found.join(' / ') === wanted.join(' / ')) return;
  fail(run, {
    expected: `${told(wanted)}`,
    happened: `${toldOf(requests)} ${told(found)}`,
    marked: isMessageOrChild,
  });
}

function namesOf(items: unknown): string[] {
  return Array.isArray(items) ? items.map((item) => String((item as Partial<Item>)?.article)) : [];
}

function inWords(articles: readonly string[]): string {
  return articles.length === 0 ? 'nothing' : list([...articles]);
}

/** The orders and what is left, in sentences. */
function told(parts: readonly string[]): string {
  const orders = parts.slice(0, -1).map((one, index) => `Order ${index + 1}: ${one}.`);
  return [
    ...(orders.length > 0 ? orders : ['No order.']),
    `Left on the list: ${parts.at(-1)}.`,
  ].join(' ');
}

function toldOf(requests: readonly Request[]): string {
  const refused = requests.filter((request) => !isGiven(request)).map(({ words }) => words);
  return refused.length === 0 ? 'All was granted.' : `Refused: ${list(refused)}.`;
}

export function mustBeGiven(tools: Tools, run: Run, requests: readonly Request[]): void {
  const wrong = requests.find((request) => !isGiven(request));
  if (!wrong) return;
  mustNotBeCutOff(tools, run, wrong);
  tools.fail(run, {
    expected: `${wrong.words} is granted.`,
    happened: `It ${outcome(wrong)}.`,
    marked: isMessageOrChild,
  });
}

export function mustBeRefused({ fail }: Tools, run: Run, request: Request | undefined): void {
  if (!request || !isGiven(request)) return;
  fail(run, {
    expected: `${request.words} is refused.`,
    happened: `It ${outcome(request)}.`,
    marked: isMessageOrChild,
  });
}

/** A request that was accepted is answered by the run that accepted it. */
function mustNotBeCutOff({ fail }: Tools, run: Run, { accepted, answer, words }: Request): void {
  const cut = answer === undefined || ('refused' in answer && CUT_OFF.test(answer.refused));
  const where = run.chain.find(({ events }) => unanswered(events).length > 0);
  if (!accepted || !cut || !where) return;
  const [open] = unanswered(where.events);
  const end = where.state === 'continued' ? 'continued as new' : 'ended';
  fail(where, {
    expected: `${words} is answered before its run ends.`,
    happened: `It was accepted (event ${open?.id}). Then the run ${end}, and nobody answers it any more.`,
    marked: ({ id }) => id === open?.id || id === where.events.at(-1)?.id,
  });
}

/** What is told to somebody whose update was accepted by a run that then ended. */
const CUT_OFF = /completed before the Update completed|the run had ended|was not answered/i;

/** Each order is a child that has started, goes by its order's id, and outlives the list. */
export function mustLiveOn({ fail }: Tools, run: Run): void {
  for (const one of run.chain) {
    for (const asked of one.all('StartChildWorkflowExecutionInitiated')) {
      const about = ({ id, of }: HistoryEvent) => id === asked.id || of === asked.id;
      if (!one.events.some(({ of, type }) => of === asked.id && STARTED.test(type))) {
        fail(one, {
          expected: 'A run of the list ends when its orders have started, and not before.',
          happened:
            'It asked for the child and ended; that the child started is not in its history.',
          marked: (event) => about(event) || event.id === one.events.at(-1)?.id,
        });
      }
      if (asked.closePolicy === 'abandon') continue;
      fail(one, {
        expected: 'An order lives on when the run of the list that gave it ends.',
        happened: `The child’s parent close policy is “${asked.closePolicy ?? 'terminate'}”: the server ends it together with that run, also when the run continues as new.`,
        marked: about,
      });
    }
  }
}

const STARTED = /^(ChildWorkflowExecutionStarted|StartChildWorkflowExecutionFailed)$/;

/** A cancel of the list is none of its orders. */
export function mustHearOfNoCancel({ fail }: Tools, run: Run): void {
  for (const order of run.chain.flatMap(({ children }) => children)) {
    const [heard] = order.all('WorkflowExecutionCancelRequested');
    if (!heard) continue;
    fail(
      order,
      {
        expected: 'The order lives on, and waits for the head.',
        happened: `It was asked to cancel as well (event ${heard.id}), and ${ending(order)}.`,
        marked: ({ id }) => id === heard.id || id === order.events.at(-1)?.id,
      },
      {
        hurts:
          'Lists are cancelled by people who tidy up. What was ordered before is wanted all the same, and that it was undone is noticed when it does not come.',
      },
    );
  }
}

/** Each order goes by the id that the purchasing office gave it, and that checkOut answered. */
export function mustGoByItsId(tools: Tools, run: Run, answers: readonly Request[]): void {
  const { fail } = tools;
  const orders = ordersOf(run);
  mustBeNew(tools, run);
  for (const [index, { answer, words }] of answers.entries()) {
    const id = answer && 'given' in answer ? answer.given : undefined;
    const order = orders[index];
    const asked = run.chain
      .flatMap((one) => one.all('StartChildWorkflowExecutionInitiated'))
      .at(index);
    if (!order || !asked) {
      return fail(run, {
        expected: `${words} starts a child supplyOrder.`,
        happened: `There ${orders.length === 1 ? 'was 1 child' : `were ${orders.length} children`}.`,
        marked: isMessageOrChild,
      });
    }
    if (order.id === id && asked.workflowId === id && typeof id === 'string') continue;
    fail(run, {
      expected: `${words} answers with the order’s id. So do the order itself and its workflow id say.`,
      happened:
        [
          ...(order.id === id ? [] : ['The order that was started has another id.']),
          ...(asked.workflowId === id ? [] : ['The workflow id of the child is another one.']),
        ].join(' ') || 'What it answered is no id.',
      marked: ({ id: number }) => number === asked.id,
    });
  }
}

/** No two check-outs used one key. */
function mustBeNew({ fail }: Tools, run: Run): void {
  const seen = new Set<unknown>();
  for (const one of run.chain) {
    for (const { input, scheduled } of one.activitiesNamed('enterOrder')) {
      const { key } = (input ?? {}) as { key?: unknown };
      if (seen.has(key)) {
        fail(one, {
          expected: 'Each checkOut has a key of its own.',
          happened: `enterOrder was given a key that the office has seen (event ${scheduled.id}). It entered nothing, and gave the number of that earlier order again.`,
          marked: ({ id }) => id === scheduled.id,
        });
      }
      seen.add(key);
    }
  }
}

/** Every order has been filled, once, and nothing else was. */
export function mustAllBeSent(tools: Tools, run: Run, orders: readonly (readonly Item[])[]): void {
  const { fail, expect } = tools;
  for (const order of ordersOf(run)) {
    expect(order.run).toHaveCompleted();
    const { state } = (order.run.result ?? {}) as { state?: unknown };
    if (state === 'sent') continue;
    fail(order.run, {
      expected: 'The order is sent.',
      happened: `The workflow ended with the state '${String(state)}'.`,
    });
  }
  const items = orders.flat();
  const due = { id: '', items };
  const accounts = ['courier', 'mails', 'book'] as const;
  const off = accounts.find((account) => run.ledger.balance(account) !== orders.length);
  if (off) {
    fail(run, {
      expected: `There ${orders.length === 1 ? 'is one order' : `are ${orders.length} orders`}, and so it stands in the books.`,
      happened: `In ${off} there ${were(run.ledger.balance(off))}.`,
      marked: isMessageOrChild,
    });
  }
  if (isWhole(run, due, accounts)) return;
  fail(run, {
    expected: 'The books show what was ordered, once.',
    happened: 'The money or the shelves do not agree with it.',
    marked: isMessageOrChild,
  });
}

function were(number: number): string {
  return number === 1 ? 'is 1' : `are ${number}`;
}

/** The list ended, and knows how many orders it has given. */
export function mustReturn({ fail, expect }: Tools, run: Run, orders: number): void {
  expect(run).toHaveCompleted();
  if (run.result === orders) return;
  fail(run, {
    expected: `The list has given ${count(orders)
      .replace('once', 'one order')
      .replace('twice', 'two orders')
      .replace(/(\d+) times/, '$1 orders')}, and returns ${orders}.`,
    happened: `It ${ending(run)}.`,
  });
}

export function isMessageOrChild({ type }: HistoryEvent): boolean {
  return (
    /^WorkflowExecution(UpdateAccepted|Signaled)$/.test(type) ||
    type === 'StartChildWorkflowExecutionInitiated'
  );
}
