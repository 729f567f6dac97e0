import {
  dies,
  down,
  duration,
  fails,
  kata,
  list,
  type Fault,
  type HistoryEvent,
  type Run,
  type Tools,
} from '#kit';
import {
  DAY,
  Door,
  HOUR,
  MINUTE,
  ORDER,
  answeredInTurn,
  everyService,
  inWords,
  isGiven,
  outcome,
  piecesAfter,
  piecesIn,
  priceOf,
  sentBy,
  shop,
  visits,
  type Request,
  type Shown,
  type Visit,
} from './world.ts';

const LOOKING =
  'Every look at the clock is written into the history. A shop has many carts that nobody comes back to, and each of them wakes a Worker again and again.';

type Pieces = Readonly<Record<string, number>>;

const kettle = (quantity: number) => ({ sku: 'kettle', quantity });
const cup = (quantity: number) => ({ sku: 'cup', quantity });
const tray = (quantity: number) => ({ sku: 'tray', quantity });

const suite = kata('entity', { services: shop });

suite.check(
  {
    id: 'keeps-the-cart',
    promise: 'what the customer puts in and takes out is what they read, pay and get',
    hurts:
      'A cart that shows one thing and orders another sends people what they did not want, and bills them for it.',
    read: 'state-and-messages',
  },
  async (tools) => {
    const { fail, expect } = tools;
    const visit = await visits(tools, {
      when: 'A customer fills a cart, looks at it, and orders.',
    });
    await visit.rests();
    const shown: { words: string; cart: unknown; pieces: Pieces; request?: Request }[] = [];
    for (const [name, input] of [
      ['addItem', kettle(2)],
      ['addItem', cup(3)],
      ['addItem', kettle(1)],
      ['removeItem', { sku: 'cup' }],
      ['addItem', tray(1)],
    ] as const) {
      const request = await visit.asks(name, input);
      const pieces = piecesAfter(visit.requests);
      shown.push({ words: request.words, cart: given(request), pieces, request });
    }
    const pieces = piecesAfter(visit.requests);
    shown.push({ words: 'readCart', cart: await visit.reads(), pieces });
    await visit.looks();
    const order = await visit.asks('checkOut');
    const run = await visit.ends();
    mustAllBeGiven(tools, run, visit.requests);
    for (const one of shown) {
      mustShow(tools, run, one.words, one.cart, one.pieces, 'open', one.request);
    }
    mustShow(tools, run, 'checkOut', given(order), pieces, 'ordered');
    mustEnd(tools, run, pieces, 'ordered');
    expect(run)
      .toHaveScheduledTimes('listCart', 1)
      .toHaveScheduledTimes('placeOrder', 1)
      .toHaveScheduledTimes('unlistCart', 1);
    if (run.ledger.balance('list') === 0) return;
    fail(run, {
      expected: 'In the end the cart is off the list.',
      happened: 'It is still on the list.',
      marked: isOf(run, 'listCart', 'unlistCart'),
    });
  },
);

suite.check(
  {
    id: 'answers-at-once',
    promise: 'the cart can be read and filled from its first moment on',
    hurts:
      'The first request often comes with the start. If nobody listens yet, a query and an update fail, and the customer’s first click is lost.',
    read: 'from-the-first-moment',
  },
  async (tools) => {
    const door = new Door('listCart');
    const visit = await visits(tools, {
      when: 'The app’s list is slow. While listCart is under way, the cart is read and filled.',
      faults: everyService(answeredInTurn(tools, door.fault)),
    });
    let first: unknown;
    try {
      await visit.rests('listCart');
      first = await visit.reads();
      await visit.sends('addItem', kettle(2));
    } finally {
      door.open();
    }
    await visit.answered();
    const later = await visit.reads();
    const run = await visit.ends();
    mustShow(tools, run, 'The first readCart', first, {});
    mustAllBeGiven(tools, run, visit.requests);
    mustShow(tools, run, 'The next readCart', later, { kettle: 2 });
  },
);

suite.check(
  {
    id: 'refuses-without-a-trace',
    promise: 'an impossible request is refused on arrival, and leaves no trace',
    hurts:
      'A history is finite, and is read by whoever looks for what happened. Requests that were never possible have no place in it, and none in the cart.',
    read: 'refuse-on-arrival',
  },
  async (tools) => {
    const visit = await visits(tools, {
      when: 'Among good requests come impossible ones: an empty check-out, half a cup, too many pieces.',
    });
    await visit.rests();
    const bad = [await visit.asks('checkOut')];
    await visit.asks('addItem', kettle(8));
    for (const quantity of [3, 0, -1, 1.5]) bad.push(await visit.asks('addItem', cup(quantity)));
    bad.push(await visit.asks('removeItem', { sku: 'tray' }));
    await visit.asks('addItem', cup(2));
    const cart = await visit.reads();
    const run = await visit.ends();
    for (const request of bad) mustRefuseOnArrival(tools, run, request);
    mustAllBeGiven(
      tools,
      run,
      visit.requests.filter((request) => !bad.includes(request)),
    );
    mustShow(tools, run, 'readCart', cart, { kettle: 8, cup: 2 });
  },
);

suite.check(
  {
    id: 'bears-failures',
    promise: 'a request that fails halfway fails alone, and the cart goes on as it was',
    hurts:
      'Cards are declined every minute. If that ends the cart, blocks it, or fails its code, the customer can’t even try another card.',
    read: 'failing-requests',
  },
  async (tools) => {
    const door = new Door('lookUpPrice');
    const declines = declinesOnce();
    const visit = await visits(tools, {
      when: 'A sofa is asked for, which nobody sells, and at the same time a cup. Then the card is declined; the customer adds a kettle and tries again.',
      faults: everyService(
        answeredInTurn(tools, async (task, act, world) => {
          await door.passes(task);
          return declines(task, act, world);
        }),
      ),
    });
    try {
      await visit.rests();
      await visit.sends('addItem', { sku: 'sofa', quantity: 1 });
      await visit.sends('addItem', cup(1));
    } finally {
      door.open();
    }
    await visit.answered();
    const declined = await visit.asks('checkOut');
    const cart = await visit.reads();
    await visit.asks('addItem', kettle(1));
    const again = await visit.asks('checkOut');
    const run = await visit.ends();
    const [sofa, ...rest] = visit.requests;
    mustBeRefused(tools, run, sofa);
    mustBeRefused(tools, run, declined);
    mustAllBeGiven(
      tools,
      run,
      rest.filter((request) => request !== declined),
    );
    mustShow(tools, run, 'After the declined card, readCart', cart, { cup: 1 });
    mustShow(tools, run, 'The second checkOut', given(again), { cup: 1, kettle: 1 }, 'ordered');
    mustEnd(tools, run, { cup: 1, kettle: 1 }, 'ordered');
  },
);

suite.check(
  {
    id: 'one-after-the-other',
    promise: 'requests that come together leave the cart that they leave one after the other',
    hurts:
      'Two tabs, a double click, a retry: requests overlap every day. What one of them read before it waited may be wrong when it writes.',
    read: 'interleaving',
  },
  async (tools) => {
    await together(tools, 'for 6 kettles and for 6 cups', [
      ['addItem', kettle(6)],
      ['addItem', cup(6)],
    ]);
    await together(tools, 'for 2 kettles and for 3 kettles', [
      ['addItem', kettle(2)],
      ['addItem', kettle(3)],
    ]);
    await together(tools, 'to add a cup and to take out the tray', [
      ['addItem', cup(1)],
      ['removeItem', { sku: 'tray' }],
    ]);
  },
);

suite.check(
  {
    id: 'orders-what-was-confirmed',
    promise: 'the order is the cart: whatever was confirmed is in it, and nothing else',
    hurts:
      'The customer was told “added”, and pays for a parcel without it. Or is told “refused”, and gets it.',
    read: 'check-out',
  },
  async (tools) => {
    const ordering = new Door('placeOrder');
    const late = await visits(tools, {
      when: 'While placeOrder is under way, the customer adds a cup, takes the tray out, and checks out once more.',
      faults: everyService(answeredInTurn(tools, ordering.fault)),
    });
    try {
      await late.rests();
      await late.asks('addItem', kettle(2));
      await late.asks('addItem', tray(1));
      await late.sends('checkOut');
      await late.sends('addItem', cup(1));
      await late.sends('removeItem', { sku: 'tray' });
      await late.sends('checkOut');
    } finally {
      ordering.open();
    }
    await late.answered();
    mustEnd(tools, await late.ends(), piecesAfter(late.requests), 'ordered', late.requests);

    const pricing = new Door('lookUpPrice', 'cup');
    const early = await visits(tools, {
      when: 'While the price of a cup is looked up, the customer checks out.',
      faults: everyService(answeredInTurn(tools, pricing.fault)),
    });
    try {
      await early.rests();
      await early.asks('addItem', kettle(2));
      await early.sends('addItem', cup(1));
      await early.sends('checkOut');
    } finally {
      pricing.open();
    }
    await early.answered();
    mustEnd(tools, await early.ends(), piecesAfter(early.requests), 'ordered', early.requests);
  },
);

suite.check(
  {
    id: 'closed-is-closed',
    promise: 'a cart that is ordered or has expired takes nothing more, and says so',
    hurts:
      'A request that is accepted when all is over looks like any other to the customer. It will never be ordered.',
    read: 'late-messages',
  },
  async (tools) => {
    for (const state of ['ordered', 'expired'] as const) {
      const late: Request[] = [];
      let cart: unknown;
      const meanwhile: Fault = async ({ name, attempt }, act) => {
        if (name === 'unlistCart' && attempt === 1) {
          late.push(await visit.sends('addItem', cup(1)));
          late.push(await visit.sends('removeItem', { sku: 'kettle' }));
          await visit.looks();
          cart = await visit.reads();
        }
        return act();
      };
      const visit: Visit = await visits(tools, {
        when: `The cart is ${state === 'ordered' ? 'ordered' : 'left alone for a day'}. While unlistCart is under way, the customer adds a cup and takes the kettle out.`,
        faults: everyService(answeredInTurn(tools, meanwhile)),
      });
      await visit.rests();
      await visit.asks('addItem', kettle(2));
      if (state === 'ordered') await visit.asks('checkOut');
      const run = await visit.ends();
      for (const request of late) mustBeRefused(tools, run, request);
      mustShow(tools, run, 'Meanwhile readCart', cart, { kettle: 2 }, state);
      mustEnd(tools, run, { kettle: 2 }, state);
    }
  },
);

suite.check(
  {
    id: 'expires-when-idle',
    promise: 'the cart expires a day after the last thing that was done to it',
    hurts:
      'A cart that expires under the customer’s hands loses the sale. One that never does stays open, and on the list, for good.',
    read: 'idle',
  },
  async (tools) => {
    const alone = await visits(tools, { when: 'Nobody ever touches the cart.' });
    const untouched = await alone.ends();
    mustExpire(tools, untouched, DAY, 'its start');
    tools.expect(untouched, { hurts: LOOKING }).toHaveFewerEventsThan(60);
    const visit = await visits(tools, {
      when: 'Every 16 hours the customer does something: adds a kettle, looks at the cart, adds a cup, takes it out. 16 hours later the cart is read, and an impossible request is refused.',
    });
    await visit.rests();
    await visit.asks('addItem', kettle(2));
    await visit.waitsUntil(16 * HOUR);
    await visit.looks();
    await visit.waitsUntil(32 * HOUR);
    await visit.asks('addItem', cup(1));
    await visit.waitsUntil(48 * HOUR);
    await visit.asks('removeItem', { sku: 'cup' });
    await visit.waitsUntil(64 * HOUR);
    await visit.reads();
    await visit.asks('addItem', cup(0));
    const run = await visit.ends();
    mustExpire(tools, run, 3 * DAY, 'removeItem');
    mustEnd(tools, run, { kettle: 2 }, 'expired');
  },
);

suite.check(
  {
    id: 'answers-everyone',
    promise: 'whoever was accepted gets an answer, also when the cart closes',
    hurts:
      'The run ends, and the request ends with it, in the middle. The customer sees an error, and nobody knows what was done.',
    read: 'unfinished-handlers',
  },
  async (tools) => {
    for (const [service, story] of [
      ['placeOrder', 'The bank is slow.'],
      ['lookUpPrice', 'The price of a cup takes long. Meanwhile the customer checks out.'],
    ] as const) {
      const door = service === 'lookUpPrice' ? new Door(service, 'cup') : new Door(service);
      const visit = await visits(tools, { when: story, faults: everyService(door.fault) });
      try {
        await visit.rests();
        await visit.asks('addItem', kettle(2));
        if (service === 'lookUpPrice') await visit.sends('addItem', cup(1));
        await visit.sends('checkOut');
        await visit.rests(service);
      } finally {
        door.open();
      }
      const run = await visit.ends();
      mustAllBeAnswered(tools, run, visit.requests);
      mustEnd(tools, run, piecesAfter(visit.requests), 'ordered', visit.requests);
    }
    const visit = await visits(tools, {
      when: 'Ten minutes before the cart expires, a kettle is added. The catalogue is down for half an hour.',
      faults: { byName: { lookUpPrice: down({ for: HOUR / 2 }) } },
    });
    await visit.rests();
    await visit.waitsUntil(DAY - 10 * MINUTE);
    const add = await visit.sends('addItem', kettle(2));
    const run = await visit.ends();
    mustAllBeAnswered(tools, run, visit.requests);
    mustEnd(tools, run, piecesAfter(visit.requests), 'expired', visit.requests);
    if (isGiven(add)) mustExpire(tools, run, 2 * DAY - 10 * MINUTE, 'addItem', DAY);
  },
);

suite.check(
  {
    id: 'survives-crashes',
    promise: 'whatever crashes, the cart is what it was, and is ordered once',
    hurts:
      'Carts live for days, and Workers are replaced on each deployment. What is kept anywhere else than in the history is gone by then, and a reply that got lost is no refusal.',
    read: 'crashes',
  },
  async (tools) => {
    const visit = await visits(tools, {
      when: 'The Worker dies after every single workflow task, and once more when placeOrder has just been done.',
      worker: 'lost',
      faults: everyService(answeredInTurn(tools, onlyIn('placeOrder', dies('after the effect')))),
    });
    await visit.rests();
    await visit.asks('addItem', kettle(4));
    const tooMany = await visit.asks('addItem', cup(7));
    await visit.asks('addItem', cup(6));
    await visit.asks('removeItem', { sku: 'cup' });
    await visit.asks('addItem', tray(1));
    await visit.sends('checkOut');
    const run = await visit.ends();
    mustBeRefused(tools, run, tooMany);
    mustAllBeGiven(
      tools,
      run,
      visit.requests.filter((request) => request !== tooMany),
    );
    mustEnd(tools, run, { kettle: 4, tray: 1 }, 'ordered');
  },
);

suite.chaos(
  {
    promise: 'the cart is what it was, and is ordered once',
    hurts: 'Carts live for days, and Workers are replaced on each deployment.',
    read: 'crashes',
  },
  async (tools) => {
    const visit = await visits(tools, { when: 'A customer fills a cart, and orders.', faults: {} });
    await visit.sends('addItem', kettle(4));
    await visit.waitsUntil(HOUR);
    await visit.sends('addItem', cup(6));
    await visit.waitsUntil(2 * HOUR);
    await visit.sends('removeItem', { sku: 'cup' });
    await visit.waitsUntil(3 * HOUR);
    await visit.sends('checkOut');
    const run = await visit.ends();
    mustAllBeGiven(tools, run, visit.requests);
    mustEnd(tools, run, { kettle: 4 }, 'ordered');
  },
);

/** Two requests that come while the first of them waits for a price. */
async function together(
  tools: Tools,
  words: string,
  requests: readonly (readonly [name: string, input: unknown])[],
): Promise<void> {
  const door = new Door('lookUpPrice', 'kettle', 'cup');
  const visit = await visits(tools, {
    when: `A tray is in the cart. Then requests come together: ${words}.`,
    faults: everyService(answeredInTurn(tools, door.fault)),
  });
  try {
    await visit.rests();
    await visit.asks('addItem', tray(1));
    for (const [name, input] of requests) await visit.sends(name, input);
  } finally {
    door.open();
  }
  await visit.answered();
  const run = await visit.ends();
  const pieces = piecesAfter(visit.requests);
  mustAllBeAnswered(tools, run, visit.requests);
  const count = Object.values(pieces).reduce((sum, quantity) => sum + quantity, 0);
  if (count > 10) {
    tools.fail(run, {
      expected: 'The cart never holds more than 10 pieces: one of the requests is refused.',
      happened: `${told(visit.requests)} That makes ${count} pieces.`,
      marked: isMessage,
    });
  }
  if (visit.requests.filter(isGiven).length < 2) {
    tools.fail(run, {
      expected: 'At least one of the two requests is granted.',
      happened: told(visit.requests),
      marked: isMessage,
    });
  }
  mustEnd(tools, run, pieces, 'expired', visit.requests);
}

/** What a request was answered with; nothing when it was refused. */
function given({ answer }: Request): unknown {
  return answer && 'given' in answer ? answer.given : undefined;
}

function mustAllBeGiven({ fail }: Tools, run: Run, requests: readonly Request[]): void {
  const wrong = requests.find((request) => !isGiven(request));
  if (!wrong) return;
  fail(run, {
    expected: `${wrong.words} is granted.`,
    happened: `It ${outcome(wrong)}.`,
    marked: (event) => isMessage(event) || event.id === run.events.at(-1)?.id,
  });
}

/** Every request that was accepted has an answer of its own. */
function mustAllBeAnswered({ fail }: Tools, run: Run, requests: readonly Request[]): void {
  const wrong = requests.find(
    ({ accepted, answer }) =>
      accepted !== undefined &&
      (answer === undefined || ('refused' in answer && CUT_OFF.test(answer.refused))),
  );
  if (!wrong) return;
  fail(run, {
    expected: `${wrong.words} is answered before the workflow ends.`,
    happened: `It was accepted (event ${wrong.accepted}). Then the workflow ended, and the answer that came was: ${reason(wrong)}`,
    marked: ({ id }) => id === wrong.accepted || id === run.events.at(-1)?.id,
  });
}

/** What the server tells somebody whose update was accepted by a run that then ended. */
const CUT_OFF = /completed before the Update completed|the run had ended/i;

function mustBeRefused({ fail }: Tools, run: Run, request: Request | undefined): void {
  if (!request || !isGiven(request)) return;
  fail(run, {
    expected: `${request.words} is refused.`,
    happened: `It ${outcome(request)}.`,
    marked: ({ id }) => id === request.accepted,
  });
}

function mustRefuseOnArrival(tools: Tools, run: Run, request: Request): void {
  mustBeRefused(tools, run, request);
  const { accepted, words } = request;
  if (accepted === undefined) return;
  tools.fail(run, {
    expected: `${words} is refused on arrival, so that no event tells of it.`,
    happened: `It was accepted (event ${accepted}), and refused only then.`,
    marked: ({ id }) => id === accepted,
  });
}

/** Somebody was shown a cart: these pieces, at the shop's prices. */
function mustShow(
  { fail }: Tools,
  run: Run,
  words: string,
  cart: unknown,
  pieces: Pieces,
  state = 'open',
  request?: Request,
): void {
  const end = state === 'ordered' ? ` and orderId '${ORDER}'` : '';
  const expected = `${words} shows a cart that is ${state}, with ${inWords(pieces)}, total ${priceOf(pieces)}${end}.`;
  if (cart instanceof Error) {
    fail(run, { expected, happened: `There was no answer: ${cart.message}.`, marked: isMessage });
  }
  const shown = (cart ?? {}) as Shown;
  if (
    shown.state === state &&
    shown.total === priceOf(pieces) &&
    inWords(piecesIn(cart)) === inWords(pieces) &&
    (state !== 'ordered' || shown.orderId === ORDER)
  ) {
    return;
  }
  const marked = (event: HistoryEvent) =>
    request ? event.id === request.accepted : isMessage(event);
  fail(run, { expected, happened: `It showed ${inFull(cart)}.`, marked });
}

/** The run ended with this cart, and the shop sent and charged what an ordered one holds. */
function mustEnd(
  tools: Tools,
  run: Run,
  pieces: Pieces,
  state: 'ordered' | 'expired',
  requests: readonly Request[] = [],
): void {
  const { fail, expect } = tools;
  expect(run).toHaveCompleted();
  const said = requests.length > 0 ? `${told(requests)} ` : '';
  const sent = sentBy(run);
  const paid = -run.ledger.balance('card');
  const due = state === 'ordered' ? pieces : {};
  if (inWords(sent) !== inWords(due) || paid !== priceOf(due)) {
    fail(run, {
      expected: `The cart is ${state}, with what was granted: ${inWords(pieces)}. The shop sends ${inWords(due)}, and charges ${priceOf(due)} euros.`,
      happened: `${said}The shop sent ${inWords(sent)}, and charged ${paid} euros.`,
      marked: (event) => isMessage(event) || isOf(run, 'placeOrder')(event),
    });
  }
  const shown = (run.result ?? {}) as Shown;
  if (
    shown.state === state &&
    inWords(piecesIn(shown)) === inWords(pieces) &&
    shown.total === priceOf(pieces)
  ) {
    return;
  }
  fail(run, {
    expected: `The workflow returns a cart that is ${state}, with what was granted: ${inWords(pieces)}.`,
    happened: `${said}The workflow returned ${inFull(run.result)}.`,
    marked: (event) => isMessage(event) || event.id === run.events.at(-1)?.id,
  });
}

/** The cart expired at this time after the start, or up to `later` after that. */
function mustExpire(
  { fail }: Tools,
  run: Run,
  due: number,
  last: string,
  later: number = 10 * MINUTE,
): void {
  const { length } = run;
  if (length >= due - 10 * MINUTE && length <= due + later) return;
  const rounded = Math.round(length / MINUTE) * MINUTE;
  fail(run, {
    expected: `The cart expires a day after ${last}: ${duration(due)} after the start.`,
    happened: `It expired ${duration(rounded)} after the start.`,
    marked: (event) => isMessage(event) || event.type.startsWith('Timer'),
  });
}

/** A value of an answer, which may be anything. */
function show(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
}

/** What came of requests, in sentences. */
function told(requests: readonly Request[]): string {
  const granted = requests.filter(isGiven).map(({ words }) => words);
  const refused = requests.filter((request) => !isGiven(request)).map(({ words }) => words);
  return [
    ...(granted.length > 0 ? [`Granted: ${list(granted)}.`] : []),
    ...(refused.length > 0 ? [`Refused: ${list(refused)}.`] : []),
  ].join(' ');
}

function reason({ answer }: Request): string {
  return answer && 'refused' in answer ? `“${answer.refused.replace(/\.$/, '')}”.` : 'none.';
}

function inFull(cart: unknown): string {
  if (typeof cart !== 'object' || cart === null) return 'no cart';
  const { state, total, orderId } = cart as Shown;
  const end = orderId === undefined ? '' : `, orderId ${show(orderId)}`;
  return `one that is ${show(state)}, with ${inWords(piecesIn(cart))}, total ${show(total)}${end}`;
}

function isMessage({ type }: HistoryEvent): boolean {
  return /^WorkflowExecution(UpdateAccepted|Signaled)$/.test(type);
}

function isOf(run: Run, ...names: string[]): (event: HistoryEvent) => boolean {
  const ids = new Set(run.activitiesNamed(...names).map(({ scheduled }) => scheduled.id));
  return ({ id }) => ids.has(id);
}

/** The card is declined the first time. */
function declinesOnce(): Fault {
  const declined = fails('CardDeclined', 'the bank says no');
  let orders = 0;
  return (task, act, world) => {
    if (task.name !== 'placeOrder') return Promise.resolve(act());
    orders += 1;
    return orders === 1 ? declined(task, act, world) : Promise.resolve(act());
  };
}

function onlyIn(service: string, fault: Fault): Fault {
  return async (task, act, world) => (task.name === service ? fault(task, act, world) : act());
}
