import { list, type HistoryEvent, type Run, type Tools } from '#kit';
import type { Span } from './activities.ts';
import { EVENTS_PER_HISTORY, LETTERS_PER_ORDER } from './limits.ts';
import {
  lettersIn,
  lettersOf,
  mostAtOnce,
  ordersIn,
  spanOf,
  type Glance,
  type Order,
} from './world.ts';

/** An order costs six events where it is given; so many in all leave room for everything else. */
const EVENTS_PER_ORDER = 12;
/** What any mailing may cost besides. */
const EVENTS_BESIDES = 30;
/** A mailing that is larger may cost this much more for each order. */
const GROWTH = 1.25;

/** Every resident got one letter, but for those whose orders were refused. */
export function mustReach({ expect, fail }: Tools, run: Run, residents: number): void {
  expect(run).toHaveCompleted();
  const refused = refusedIn(run).map(({ order }) => spanOf(order));
  const letters = lettersOf(run, residents);
  const wrong = letters.findIndex((got, index) => {
    const due = refused.some(({ first, last }) => first <= index + 1 && index + 1 <= last) ? 0 : 1;
    return got !== due && !(due === 0 && got === 1);
  });
  if (wrong >= 0) {
    const resident = wrong + 1;
    const about = ordersIn(run).filter(({ order }) => holds(spanOf(order), resident));
    fail(about[0]?.run ?? run, {
      expected: `Resident ${resident} of ${residents} gets one letter.`,
      happened: happenedTo(letters[wrong] ?? 0, about),
      marked: marks(about),
    });
  }
  const nobody = ordersIn(run).find(({ order }) => spanOf(order).last > residents);
  if (!nobody) return;
  fail(nobody.run, {
    expected: `Letters go to the residents 1 to ${residents}.`,
    happened: `The residents ${named(spanOf(nobody.order))} were to get some.`,
    marked: marks([nobody]),
  });
}

function happenedTo(letters: number, about: readonly Order[]): string {
  if (about.length === 0) return 'No order was for that resident.';
  if (letters > 1)
    return `The resident got ${letters}: ${about.length} orders were for the same one.`;
  if (about.every(({ order }) => order.closed?.type !== 'ActivityTaskCompleted')) {
    return 'An order was for that resident, but it came to nothing, and nobody gave it again.';
  }
  return 'An order was for that resident, but nothing was printed: the printing house took it for one that it had seen.';
}

/** Orders are as large as may be, or nearly. */
export function mustOrderInBulk({ fail }: Tools, run: Run, residents: number): void {
  const given = ordersIn(run);
  const wanted = Math.ceil(residents / LETTERS_PER_ORDER);
  if (given.length <= 2 * wanted) return;
  fail(
    given[0]?.run ?? run,
    {
      expected: `Letters are ordered by the hundred: ${wanted} orders are enough for ${residents} residents.`,
      happened: `There were ${given.length} orders.`,
      marked: marks(given.slice(0, 1)),
    },
    {
      hurts:
        'Each order costs its events, and each child costs more of them. A million residents are ten thousand orders; one by one they are a million.',
      read: 'fan-out-at-scale#one-child-per-item',
    },
  );
}

/** No history is too long. */
export function mustStayShort({ fail }: Tools, run: Run): void {
  const long = run.tree.find(({ events }) => events.length > EVENTS_PER_HISTORY);
  if (!long) return;
  const orders = long.activities.length;
  const children = long.all('StartChildWorkflowExecutionInitiated').length;
  const parts = [...part(orders, 'activity', 'activities'), ...part(children, 'child', 'children')];
  fail(long, {
    expected: `No history has more than ${EVENTS_PER_HISTORY} events.`,
    happened: `This one has. It is that of ${long.workflow}, with ${list(parts)}.`,
    marked: (event) => BEGINS.test(event.type),
  });
}

/** Larger mailings cost in proportion, and none costs much more than its orders do. */
export function mustCostInProportion({ fail }: Tools, small: Run, large: Run): void {
  for (const run of [small, large]) {
    const orders = ordersIn(run).length;
    const allowed = EVENTS_PER_ORDER * orders + EVENTS_BESIDES;
    const histories = run.tree.length;
    if (eventsIn(run) <= allowed) continue;
    fail(run, {
      expected: `All histories together have at most ${EVENTS_PER_ORDER} events for each order: ${allowed} for ${orders} orders.`,
      happened: `They have more, in ${histories} histories.`,
      marked: ({ type }) => type === 'StartChildWorkflowExecutionInitiated',
    });
  }
  const times = bytesIn(large) / ordersIn(large).length / (bytesIn(small) / ordersIn(small).length);
  if (times <= GROWTH) return;
  const heaviest = large.tree
    .flatMap((run) => run.events.map((event) => ({ run, event })))
    .toSorted((one, other) => other.event.bytes - one.event.bytes)[0];
  fail(heaviest?.run ?? large, {
    expected: 'Four times the residents cost four times the bytes.',
    happened: `For each order, the larger mailing’s histories hold about ${Math.round(times)} times the bytes of the smaller one’s. The heaviest event is marked.`,
    marked: ({ id }) => id === heaviest?.event.id,
  });
}

/** Never were there more orders at the printing house than allowed, of all executions together. */
export function mustKeepTheLimit({ fail }: Tools, run: Run, limit: number): void {
  const most = mostAtOnce(run);
  if (most <= limit) return;
  const givers = new Set(ordersIn(run).map(({ run: by }) => by));
  fail(run, {
    expected: `At most ${limit} orders are at the printing house at the same time, all executions taken together.`,
    happened: `${most} were, from ${givers.size === 1 ? 'one execution' : `${givers.size} executions`}.`,
    marked: ({ type, name }) => BEGINS.test(type) && name !== 'collectReturns',
  });
}

/** At some time there were as many orders as allowed. */
export function mustUseTheLimit({ fail }: Tools, run: Run, limit: number): void {
  const most = mostAtOnce(run);
  if (most >= limit) return;
  fail(run, {
    expected: `${limit} orders are at the printing house at the same time.`,
    happened: `At no time were there more than ${most}.`,
    marked: ({ type }) => BEGINS.test(type),
  });
}

/** The refused orders are reported, and all others were printed. */
export function mustReport(tools: Tools, run: Run, residents: number): void {
  const { expect, fail } = tools;
  expect(run).toHaveCompleted();
  mustReach(tools, run, residents);
  const refused = refusedIn(run);
  const { sent, refused: told } = outcomeOf(run);
  for (const { order, run: by } of refused) {
    const span = spanOf(order);
    if (told.some(({ first, last }) => first === span.first && last === span.last)) continue;
    fail(by, {
      expected: `The residents ${named(span)} are reported as refused.`,
      happened: reportedAs(told),
      marked: (event) => event.of === order.scheduled.id && event.type === 'ActivityTaskFailed',
    });
  }
  const wrong = told.find((span) => !refused.some(({ order }) => same(spanOf(order), span)));
  if (wrong) {
    fail(run, {
      expected: 'Nobody is reported as refused whose order was printed.',
      happened: `The residents ${named(wrong)} were reported.`,
    });
  }
  const printed = run.ledger.balance('letters');
  if (sent === printed) return;
  fail(run, {
    expected: `${printed} letters were sent, and so it is reported.`,
    // Not all that it returned: in which order the batches end is theirs to choose.
    happened: `It reported ${String(sent)}.`,
  });
}

function reportedAs(refused: readonly Span[]): string {
  if (refused.length === 0) return 'Nobody was reported.';
  const inOrder = refused.toSorted((one, other) => one.first - other.first);
  return `Only the residents ${list(inOrder.map(named))} were.`;
}

/** What the mailing says of itself is true, give or take what is under way in a batch. */
export function mustTell({ fail }: Tools, run: Run, glances: readonly Glance[]): void {
  for (const { after, answer, printed, settled } of glances) {
    const when = after === 0 ? 'Before any order is finished' : `After ${after} orders`;
    if ('failed' in answer) {
      return fail(run, {
        expected: `${when}, the mailing answers the query progress.`,
        happened: `The query failed: ${answer.failed}`,
        marked: () => false,
      });
    }
    const { said } = answer;
    if (typeof said === 'number' && said >= settled && said <= printed) continue;
    const truth = settled === printed ? `${printed}` : `a number from ${settled} to ${printed}`;
    fail(run, {
      expected: `${when}, ${printed} letters are printed, ${settled} of them by batches that are done. The query progress answers ${truth}.`,
      happened: `It answers ${JSON.stringify(said) ?? 'nothing'}.`,
      marked: () => false,
    });
  }
}

const BEGINS = /^(ActivityTaskScheduled|StartChildWorkflowExecutionInitiated)$/;

function refusedIn(run: Run): Order[] {
  return ordersIn(run).filter(({ order }) => order.outcome === 'failed');
}

function outcomeOf({ result }: Run): { sent: unknown; refused: Span[] } {
  const { sent, refused } = (result ?? {}) as { sent?: unknown; refused?: unknown };
  return { sent, refused: Array.isArray(refused) ? (refused as Span[]).filter(Boolean) : [] };
}

function marks(orders: readonly Order[]): (event: HistoryEvent) => boolean {
  return ({ id }) => orders.some(({ order }) => order.scheduled.id === id);
}

function holds(span: Span, resident: number): boolean {
  return span.first <= resident && resident <= span.last && lettersIn(span) > 0;
}

function same(one: Span, other: Span): boolean {
  return one.first === other.first && one.last === other.last;
}

/** Residents in words. */
export function named({ first, last }: Span): string {
  return `${first} to ${last}`;
}

function part(number: number, one: string, many: string): string[] {
  return number === 0 ? [] : [`${number} ${number === 1 ? one : many}`];
}

function eventsIn(run: Run): number {
  return run.tree.reduce((sum, { events }) => sum + events.length, 0);
}

function bytesIn(run: Run): number {
  return run.tree.flatMap(({ events }) => events).reduce((sum, { bytes }) => sum + bytes, 0);
}
