import {
  count,
  ending,
  fails,
  inTurn,
  list,
  Refusal,
  required,
  type ActivityRecord,
  type ActivityTask,
  type Fault,
  type HistoryEvent,
  type Meanwhile,
  type Run,
  type ServicesOf,
  type Tools,
} from '#kit';
import type { Activities, Material } from './activities.ts';

/** What each supplier asks for the list, in euros. */
const PRICES: Readonly<Record<string, number>> = {
  harbour: 4180,
  northgate: 3920,
  quarry: 4410,
  station: 4055,
  millbrook: 3875,
  oldtown: 4290,
  westfield: 3990,
};

export const SUPPLIERS = Object.keys(PRICES);

export const MATERIALS: Material[] = [
  { article: 'cement, 25 kg', quantity: 40 },
  { article: 'brick', quantity: 1200 },
  { article: 'roof batten, 4 m', quantity: 60 },
];

/** Suppliers do nothing but answer: nothing is booked. */
export const trade: ServicesOf<Activities> = {
  askPrice({ supplier, materials }) {
    required(materials, 'materials');
    const price = PRICES[required(supplier, 'supplier')];
    if (price === undefined) {
      throw new Refusal('UnknownSupplier', `nobody knows a supplier '${supplier}'`);
    }
    return price;
  },
};

/** The offers that these suppliers make. */
export function offersOf(suppliers: readonly string[]) {
  return suppliers.map((supplier) => ({ supplier, price: PRICES[supplier] ?? 0 }));
}

/** The order in which the suppliers answer, those that are being asked. */
export const IN_THEIR_ORDER = SUPPLIERS;
export const NEWEST_FIRST = [...SUPPLIERS].reverse();
export const MIXED = [3, 1, 5, 2, 6, 0, 4].map((index) => SUPPLIERS[index] ?? '');

/** The reason that a supplier gives for its refusal. */
export function reasonOf(supplier: string): string {
  return `${supplier} has no lorry for this week`;
}

interface Trouble {
  /** Who refuses. */
  readonly refusing?: readonly string[] | undefined;
  /** What else goes wrong, by supplier. */
  readonly faults?: Readonly<Record<string, Fault>> | undefined;
  readonly meanwhile?: Meanwhile | undefined;
}

/** The suppliers answer one at a time, in an order; whoever is not being asked is passed over. */
export function answering(
  { suite }: Pick<Tools, 'suite'>,
  order: readonly string[],
  { refusing = [], faults = {}, meanwhile }: Trouble,
): Fault {
  const fault: Fault = async (task, act, world) => {
    const supplier = supplierOf(task);
    const refusal = refusing.includes(supplier) ? fails('NoLorry', reasonOf(supplier)) : undefined;
    const trouble = refusal ?? faults[supplier];
    return trouble ? trouble(task, act, world) : act();
  };
  return inTurn(suite.runtime, (task) => order.indexOf(supplierOf(task)), {
    fault,
    ...(meanwhile ? { meanwhile } : {}),
  });
}

/** Which supplier is asked. */
function supplierOf({ args: [request] }: ActivityTask): string {
  return (request as { supplier?: string } | undefined)?.supplier ?? '';
}

/** This supplier was asked, and not twice. */
export function mustAskOnce({ fail }: Tools, run: Run, supplier: string): void {
  const asked = run.activities.filter((activity) => askedBy(activity) === supplier);
  if (asked.length === 1) return;
  fail(run, {
    expected: `${supplier} is asked once.`,
    happened: `It was asked ${count(asked.length)}.`.replace('was asked never', 'was never asked'),
    marked: ({ id }) => asked.some(({ scheduled }) => scheduled.id === id),
  });
}

/** The offers of these suppliers came back, in any order. */
export function mustOffer({ fail }: Tools, run: Run, suppliers: readonly string[]): void {
  const { offers } = comparisonOf(run);
  const wrong = offersOf(suppliers).find(
    ({ supplier, price }) =>
      !offers.some((offer) => offer?.supplier === supplier && offer.price === price),
  );
  if (wrong) {
    fail(run, {
      expected: `${wrong.supplier}’s offer of ${wrong.price} euros comes back.`,
      happened: `The workflow ${ending(run)}.`,
    });
  }
  if (offers.length === suppliers.length) return;
  fail(run, {
    expected: `${suppliers.length} offers come back.`,
    happened: `The workflow ${ending(run)}.`,
  });
}

const OTHER_WORDS =
  'Whoever reads the comparison decides by the reason: to ask again tomorrow, or to look elsewhere. Words that are not the supplier’s help with neither.';

/** Those who refuse are reported with their reasons, in order, and all others made offers. */
export function mustReport(tools: Tools, run: Run, refusing: readonly string[]): void {
  const { expect, fail } = tools;
  expect(run).toHaveCompleted();
  const { missing } = comparisonOf(run);
  const marked = (event: HistoryEvent) => event.type === 'ActivityTaskFailed';
  const inTheirOrder = SUPPLIERS.filter((supplier) => refusing.includes(supplier));
  const told = namesOf(run, 'missing');
  if (told.join() !== inTheirOrder.join()) {
    fail(run, {
      expected: `Reported as missing: ${list(inTheirOrder)}.`.replace('nothing', 'nobody'),
      happened: `${list(told)} was reported, and the workflow ${ending(run)}.`.replace(
        /^nothing/,
        'Nobody',
      ),
      marked,
    });
  }
  for (const { supplier, reason } of missing) {
    if (typeof reason === 'string' && reason.includes(reasonOf(supplier))) continue;
    const expected = `The reason is ${supplier}’s own: “${reasonOf(supplier)}”.`;
    const happened = `The reason that came back is “${String(reason)}”.`;
    fail(run, { expected, happened, marked }, { hurts: OTHER_WORDS, read: 'fan-out#in-code' });
  }
  mustOffer(
    tools,
    run,
    SUPPLIERS.filter((supplier) => !refusing.includes(supplier)),
  );
}

/**
 * Whenever one had answered, the next one was asked before another one answered.
 *
 * @param atOnce how many may be asked at the same time
 */
export function mustKeepBusy({ fail }: Tools, run: Run, atOnce: number): void {
  const asked = run.activities;
  const closings = run.events.filter(isClosing);
  for (const [answers, closing] of closings.entries()) {
    const nextClosing = closings[answers + 1]?.id ?? Infinity;
    const wanted = Math.min(SUPPLIERS.length, atOnce + answers + 1);
    const begun = asked.filter(({ scheduled }) => scheduled.id < nextClosing).length;
    if (begun >= wanted) continue;
    const one = asked.find(({ scheduled }) => scheduled.id === closing.of);
    const left = SUPPLIERS.length - begun;
    fail(run, {
      expected: `When ${one ? askedBy(one) : 'one'} has answered (event ${closing.id}), the next supplier is asked.`,
      happened: `Until the next answer, in event ${nextClosing}, nobody was asked: ${begun - answers - 1} of ${atOnce} places were taken, and ${left} suppliers still stood in line.`,
      marked: ({ id }) => id === closing.id || id === nextClosing,
    });
  }
}

/** Every request was answered before the workflow ended. */
export function mustLeaveNothingOpen({ fail }: Tools, run: Run): void {
  const open = run.activities.filter(({ outcome }) => outcome === 'open');
  if (open.length === 0) return;
  fail(run, {
    expected: 'When the workflow ends, every request has been answered.',
    happened: `It ${ending(run)}, while ${list(open.map(askedBy))} were still being asked.`.replace(
      /while (\S+) were/,
      'while $1 was',
    ),
    marked: ({ id }) =>
      id === run.events.at(-1)?.id || open.some(({ scheduled }) => scheduled.id === id),
  });
}

/** A cancelled run told everybody to stop, asked nobody else, and ended as Canceled. */
export function mustStop({ fail, expect }: Tools, run: Run): void {
  const request = run.last('WorkflowExecutionCancelRequested');
  const asked = request?.id ?? 0;
  const heard = new Set(run.all('ActivityTaskCancelRequested').map(({ of }) => of));
  const untold = run.activities.filter(
    ({ scheduled, closed }) =>
      scheduled.id < asked && !(closed && closed.id < asked) && !heard.has(scheduled.id),
  );
  if (untold.length > 0) {
    fail(run, {
      expected: 'Everybody who is being asked is told to stop.',
      happened: `${list(untold.map(askedBy))} heard nothing of it.`,
      marked: ({ id }) => id === asked || untold.some(({ scheduled }) => scheduled.id === id),
    });
  }
  const late = run.activities.find(({ scheduled }) => scheduled.id > asked);
  if (late) {
    fail(run, {
      expected: 'Once the workflow is cancelled, nobody else is asked.',
      happened: `${askedBy(late)} was asked after that.`,
      marked: ({ id }) => id === asked || id === late.scheduled.id,
    });
  }
  expect(run).toHaveBeenCancelled();
}

interface Answered {
  readonly offers: readonly ({ supplier?: unknown; price?: unknown } | undefined)[];
  readonly missing: readonly { supplier: string; reason?: unknown }[];
}

/** What the run returned, as far as it has the promised shape. */
function comparisonOf({ result }: Run): Answered {
  const { offers, missing } = (result ?? {}) as Partial<Answered>;
  return {
    offers: Array.isArray(offers) ? offers : [],
    missing: Array.isArray(missing) ? missing.filter(Boolean) : [],
  };
}

/** The suppliers of one of the two lists that the run returned. */
export function namesOf(run: Run, which: keyof Answered): string[] {
  return comparisonOf(run)[which].map((one) => String(one?.supplier));
}

function askedBy({ input }: ActivityRecord): string {
  return String((input as { supplier?: unknown } | undefined)?.supplier);
}

/** Whether an event ends an activity. */
export function isClosing({ type }: HistoryEvent): boolean {
  return /^ActivityTask(Completed|Failed|TimedOut|Canceled)$/.test(type);
}
