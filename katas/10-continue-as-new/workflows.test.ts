import {
  dies,
  Door,
  duration,
  inTurn,
  kata,
  list,
  unanswered,
  type HistoryEvent,
  type Run,
  type Tools,
} from '#kit';
import {
  BLOCKED,
  DAY,
  EVENTS,
  HOUR,
  MINUTE,
  balanceAfter,
  bank,
  isGiven,
  outcome,
  sumOf,
  visits,
  type Request,
  type Visit,
} from './world.ts';

const CONTINUED = 'WorkflowExecutionContinuedAsNew';

const suite = kata('continue-as-new', { services: bank });

suite.check(
  {
    id: 'keeps-the-account',
    promise: 'the balance is what came in, less what was paid out',
    hurts: 'An account that can’t count needs no long life.',
    read: 'the-account-itself',
  },
  async (tools) => {
    const visit = await visits(
      tools,
      { when: 'Money comes in and goes out, all in one run. One card is blocked.' },
      { eventsPerRun: 1000 },
    );
    await visit.deposits('d-1', 100);
    await visit.deposits('d-1', 100);
    const paid = await visit.withdraws('w-1', 30);
    const tooMuch = await visit.withdraws('w-2', 80);
    const blocked = await visit.withdraws(`${BLOCKED}-1`, 20);
    const shown = await visit.reads();
    await visit.closes();
    const run = await visit.ends();
    mustBeGiven(tools, run, paid);
    mustBeRefused(tools, run, tooMuch);
    mustBeRefused(tools, run, blocked);
    if (tooMuch.accepted) {
      tools.fail(run, {
        expected: `${tooMuch.words} is refused on arrival, so that no event tells of it.`,
        happened: 'It was accepted, and refused only then.',
        marked: isMessage,
      });
    }
    mustShow(tools, run, shown, 70);
    mustEnd(tools, run, visit);
  },
);

suite.check(
  {
    id: 'keeps-histories-short',
    promise: 'however many messages come, the history of each run stays short',
    hurts:
      'A run has an end that nobody chose: the server takes no more signals after 10,000, and terminates the run at 51,200 events. Accounts opened on one day are gone on one day.',
    read: 'never-a-new-run',
  },
  async (tools) => {
    const visit = await visits(tools, {
      when: `A run is to have about ${EVENTS} events. One after the other, 14 deposits come.`,
    });
    await visit.depositsMany(14);
    await visit.closes();
    const run = await visit.ends();
    tools.expect(run).toHaveFewerEventsEachThan(2 * EVENTS);
    const hasty = run.chain.find(
      ({ state, events }) => state === 'continued' && events.length < EVENTS * 0.6,
    );
    if (hasty) {
      tools.fail(
        hasty,
        {
          expected: `A run goes on in a new one when its history has about ${EVENTS} events.`,
          happened: `It continued as new after ${hasty.events.length}. There were ${run.chain.length} runs.`,
        },
        {
          hurts:
            'Each new run has to be started, and is one more in every list of runs. A chain of thousands is no help to whoever looks for what happened.',
        },
      );
    }
    mustBeClosed(tools, run);
  },
);

suite.check(
  {
    id: 'sleeps-when-idle',
    promise: 'an account that nobody uses writes nothing',
    hurts:
      'Most accounts sleep most of the time. If each of a million looks at the clock every minute, the Workers do nothing else, and the histories are full of it.',
    read: 'looking-at-the-clock',
  },
  async (tools) => {
    const visit = await visits(tools, { when: 'For 10 days nobody uses the account.' });
    await visit.waitsUntil(10 * DAY);
    await visit.closes();
    const run = await visit.ends();
    const written = run.chain.reduce((sum, { events }) => sum + events.length, 0);
    if (written > EVENTS) {
      tools.fail(run, {
        expected: 'Between the opening and the closing nothing is written.',
        happened: `Before the 10 days were over, there were ${written > 100 ? 'more than 100' : written} events.`,
        marked: ({ type }) => type.startsWith('Timer'),
      });
    }
    mustBeClosed(tools, run);
  },
);

suite.check(
  {
    id: 'finishes-what-it-began',
    promise: 'whoever was accepted gets an answer, also when a new run is due',
    hurts:
      'The customer sees an error, and the money is on its way. Nobody knows any more whether it was paid, and the next attempt pays it again.',
    read: 'who-is-still-inside',
  },
  async (tools) => {
    const door = new Door();
    const visit = await visits(tools, {
      when: 'payOut is slow. Meanwhile deposits come, more than one run is to hold.',
      faults: { byName: { payOut: door.fault } },
    });
    await visit.deposits('d-1', 100);
    const waiting = await visit.sends('w-1', 30);
    try {
      await visit.depositsMany(6);
    } finally {
      door.open();
    }
    await visit.answered();
    await visit.settles();
    // This one makes the history long itself.
    await visit.depositsMany(3, 'later');
    const last = await visit.withdraws('w-2', 20);
    await visit.closes();
    const run = await visit.ends();
    mustBeGiven(tools, run, waiting);
    mustBeGiven(tools, run, last);
    mustBeClosed(tools, run);
  },
);

suite.check(
  {
    id: 'carries-the-balance',
    promise: 'the balance goes on from run to run, to the cent',
    hurts: 'The customer had money in the evening, and has none in the morning.',
    read: 'what-to-carry',
  },
  async (tools) => {
    const visit = await visits(tools, {
      when: 'Deposits come until there is a new run, and more until there is a third. In each, money is asked for.',
    });
    await visit.depositsMany(5, 'first');
    const early = { shown: await visit.reads(), due: balanceAfter(visit.requests) };
    const one = await visit.withdraws('w-1', 40);
    await visit.depositsMany(5, 'second');
    const late = { shown: await visit.reads(), due: balanceAfter(visit.requests) };
    const other = await visit.withdraws('w-2', 55);
    await visit.closes();
    const run = await visit.ends();
    mustShow(tools, run, early.shown, early.due);
    mustBeGiven(tools, run, one);
    mustShow(tools, run, late.shown, late.due);
    mustBeGiven(tools, run, other);
    mustEnd(tools, run, visit);
  },
);

suite.check(
  {
    id: 'knows-requests-again',
    promise: 'a request that is sent again counts once, also when it comes in a later run',
    hurts:
      'A reply is lost, the sender tries again, and meanwhile a new run has begun. What it does not know, it books twice.',
    read: 'request-ids',
  },
  async (tools) => {
    const visit = await visits(
      tools,
      {
        when: 'The latest 10 request ids are to be remembered. Requests come, and new runs with them. Then two requests are sent again, one of them the tenth from the end.',
      },
      { remembered: 10 },
    );
    await visit.deposits('d-1', 50);
    const first = await visit.withdraws('w-1', 45);
    await visit.deposits('d-2', 10);
    await visit.depositsMany(8);
    await visit.deposits('d-2', 10);
    const again = await visit.withdraws('w-1', 45);
    const shown = await visit.reads();
    await visit.closes();
    const run = await visit.ends();
    mustBeGiven(tools, run, first);
    mustBeGiven(tools, run, again, 'comes again, and ');
    mustShow(tools, run, shown, 95, requestsAgain(run));
    mustEnd(tools, run, visit);

    const other = await visits(
      tools,
      { when: 'There are 95 euros. 90 are asked for twice, with the same id.' },
      { eventsPerRun: 1000 },
    );
    await other.deposits('d-1', 95);
    await other.withdraws('w-1', 90);
    const more = await other.withdraws('w-1', 90);
    await other.closes();
    const last = await other.ends();
    mustBeGiven(tools, last, more, 'comes again when only 5 are left, and ');
    mustEnd(tools, last, other);
  },
);

suite.check(
  {
    id: 'carries-little',
    promise: 'what a run begins with does not grow from run to run',
    hurts:
      'It grows by a little each day, and nobody sees it. At 2 MB the server refuses the new run, and the account stands still for good.',
    read: 'what-not-to-carry',
  },
  async (tools) => {
    const visit = await visits(
      tools,
      {
        when: 'The latest 4 request ids are to be remembered. One after the other, 17 deposits come.',
      },
      { remembered: 4 },
    );
    await visit.depositsMany(17);
    await visit.closes();
    const run = await visit.ends();
    const [, early, ...others] = run.chain;
    const late = others.at(-1);
    const size = (one: Run | undefined) => one?.events[0]?.bytes ?? 0;
    if (late && size(late) > size(early) * 1.5) {
      tools.fail(late, {
        expected: `The last run begins with about as much as the second one: ${size(early)} bytes.`,
        happened: `It began with ${size(late)} bytes.`,
        marked: ({ id }) => id === 1,
      });
    }
    mustEnd(tools, run, visit);
  },
);

suite.check(
  {
    id: 'loses-no-message',
    promise: 'whatever is sent while a new run is due counts, once',
    hurts:
      'It happens to one message in thousands, at no particular time. Money is missing, the sender has proof that it was taken, and no log says anything.',
    read: 'between-two-runs',
  },
  async (tools) => {
    for (const end of ['goes on', 'is closed'] as const) {
      const door = new Door();
      const also = end === 'is closed' ? ' At last the account is closed.' : '';
      const visit = await visits(tools, {
        when: `payOut is slow, and the history is as long as it should get. Then come a deposit, a request for money, and another deposit.${also}`,
        faults: {
          byName: {
            payOut: inTurn(tools.suite.runtime, ({ activityId }) => Number(activityId), {
              fault: door.fault,
            }),
          },
        },
      });
      let meanwhile: Request;
      try {
        await visit.deposits('d-1', 100);
        await visit.sends('w-1', 30);
        await visit.depositsMany(4);
        await visit.deposits('d-2', 7);
        // 21 and not 20: what is missing in the end tells what was lost.
        meanwhile = await visit.sends('w-2', 21);
        await visit.deposits('d-3', 5);
        if (end === 'is closed') await visit.closes();
      } finally {
        door.open();
      }
      await visit.answered();
      if (end === 'goes on') {
        await visit.settles();
        await visit.closes();
      }
      const run = await visit.ends();
      mustBeGiven(tools, run, meanwhile);
      mustEnd(tools, run, visit);
    }
  },
);

suite.check(
  {
    id: 'keeps-its-dates',
    promise: 'statements come every 30 days, numbered on, however many runs there are',
    hurts:
      'A clock that starts anew with each run never rings for whoever is busy. The best customers get no statement.',
    read: 'clocks-and-counters',
  },
  async (tools) => {
    const visit = await visits(tools, {
      when: 'Every 12 days 5 deposits come, and with them a new run. After 70 days the account is closed.',
    });
    for (const [index, day] of [12, 24, 36, 48, 60].entries()) {
      await visit.waitsUntil(day * DAY - HOUR + (2 * index + 1) * MINUTE);
      await visit.depositsMany(5, `before-day-${day}`);
    }
    await visit.waitsUntil(70 * DAY);
    await visit.closes();
    const run = await visit.ends();
    mustHaveSent(tools, run, [
      { day: 30, balance: 100 },
      { day: 60, balance: 250 },
    ]);
    mustEnd(tools, run, visit);
  },
);

suite.check(
  {
    id: 'survives-crashes',
    promise: 'whatever crashes, before or after a new run begins, the balance is right',
    hurts:
      'In years, every Worker dies many times. An account that bears it only in the first run bears it on no day that matters.',
    read: 'crashes',
  },
  async (tools) => {
    const visit = await visits(tools, {
      when: 'The Worker dies after every single workflow task, and once more whenever payOut has just paid.',
      worker: 'lost',
      faults: { byName: { payOut: dies('after the effect') } },
    });
    await visit.deposits('d-1', 100);
    const first = await visit.sends('w-1', 30);
    await visit.waitsUntil(HOUR);
    await visit.depositsMany(5);
    const second = await visit.sends('w-2', 25);
    await visit.waitsUntil(2 * HOUR);
    await visit.closes();
    const run = await visit.ends();
    mustBeGiven(tools, run, first);
    mustBeGiven(tools, run, second);
    mustEnd(tools, run, visit);
  },
);

suite.chaos(
  {
    promise: 'the balance is right, to the cent and from run to run',
    hurts: 'In years, every Worker dies many times.',
    read: 'crashes',
  },
  async (tools) => {
    const visit = await visits(tools, {
      when: 'Money comes in and goes out, in more than one run.',
    });
    await visit.deposits('d-1', 100);
    const first = await visit.sends('w-1', 30);
    await visit.waitsUntil(HOUR);
    await visit.depositsMany(5);
    const second = await visit.sends('w-2', 25);
    await visit.waitsUntil(2 * HOUR);
    await visit.closes();
    const run = await visit.ends();
    mustBeGiven(tools, run, first);
    mustBeGiven(tools, run, second);
    mustEnd(tools, run, visit);
  },
);

function mustBeGiven(tools: Tools, run: Run, request: Request, again = ''): void {
  if (isGiven(request)) return;
  mustNotBeCutOff(tools, run, request);
  const failed = run.chain.find(({ events }) => events.some(isRefusal));
  tools.fail(failed ?? told(run), {
    expected: `${request.words} ${again}is granted.`,
    happened: `It ${outcome(request)}.`,
    marked: (event) => isRefusal(event) || isTurn(event),
  });
}

function mustBeRefused({ fail }: Tools, run: Run, request: Request): void {
  if (!isGiven(request)) return;
  fail(run, {
    expected: `${request.words} is refused.`,
    happened: `It ${outcome(request)}.`,
    marked: isMessage,
  });
}

/** A request that was accepted is answered by the run that accepted it. */
function mustNotBeCutOff({ fail }: Tools, run: Run, { accepted, answer, words }: Request): void {
  const cut = answer === undefined || ('refused' in answer && CUT_OFF.test(answer.refused));
  const where = run.chain.find(({ events }) => unanswered(events).length > 0);
  if (!accepted || !cut || !where) return;
  const [open] = unanswered(where.events);
  const paid = where
    .activitiesNamed('payOut')
    .findLast(({ scheduled }) => scheduled.id > (open?.id ?? 0));
  const through = paid?.outcome === 'completed' ? paid.closed?.id : undefined;
  const known = through === undefined ? '' : `, and payOut completed (event ${through})`;
  const end = where.state === 'continued' ? 'continued as new' : 'ended';
  fail(where, {
    expected: `${words} is answered before its run ends.`,
    happened: `It was accepted (event ${open?.id})${known}. Then the run ${end}, and nobody answers it any more.`,
    marked: ({ id }) => [open?.id, through, where.events.at(-1)?.id].includes(id),
  });
}

const ACCEPTED = 'WorkflowExecutionUpdateAccepted';
/** What is told to somebody whose update was accepted by a run that then ended. */
const CUT_OFF = /completed before the Update completed|the run had ended|was not answered/i;

/** What readBalance answered. */
function mustShow(
  { fail }: Tools,
  run: Run,
  shown: unknown,
  due: number,
  look: { readonly at: Run; readonly marked: (event: HistoryEvent) => boolean } = {
    at: told(run),
    marked: isTurn,
  },
): void {
  if (shown === due) return;
  const words = shown instanceof Error ? shown.message : (JSON.stringify(shown) ?? 'nothing');
  fail(look.at, {
    expected: `readBalance answers ${due}.`,
    happened: shown instanceof Error ? `There was no answer: ${words}.` : `It answered ${words}.`,
    marked: look.marked,
  });
}

/** Where requests came whose ids had come before, and which events these are. */
function requestsAgain(run: Run) {
  const seen = new Set<unknown>();
  const again = new Set<HistoryEvent>();
  for (const event of run.chain.flatMap(({ events }) => events)) {
    const { id } = (event.input?.[0] ?? {}) as { id?: string };
    if (!isMessage(event) || id === undefined) continue;
    if (seen.has(id)) again.add(event);
    seen.add(id);
  }
  const at = run.chain.findLast(({ events }) => events.some((event) => again.has(event)));
  return { at: at ?? told(run), marked: (event: HistoryEvent) => again.has(event) };
}

function mustBeClosed({ fail }: Tools, run: Run): void {
  if (run.state === 'completed' && run.events.some(isClosing)) return;
  if (run.state === 'completed') {
    fail(run, {
      expected: 'The account goes on until it is closed.',
      happened: 'Its workflow ended as Completed, and nobody had closed it.',
    });
  }
  const sent = run.chain.find(({ events }) => events.some(isClosing));
  fail(sent ?? run, {
    expected: 'The account is closed, and the workflow ends as Completed.',
    happened: run.state === 'cancelled' ? 'It went on.' : `Its run ended as ${run.state}.`,
    marked: (event) => isClosing(event) || event.type === CONTINUED,
  });
}

const SIGNALED = 'WorkflowExecutionSignaled';

function isClosing({ type, name }: HistoryEvent): boolean {
  return type === SIGNALED && name === 'closeAccount';
}

/** The account is closed, with the balance that is due, and the money that was granted is paid. */
function mustEnd(tools: Tools, run: Run, { requests }: Visit): void {
  mustBeClosed(tools, run);
  const due = balanceAfter(requests);
  const paid = run.ledger.balance('cash');
  const granted = sumOf(requests, 'withdraw');
  if (paid !== granted) {
    tools.fail(told(run), {
      expected: `${granted} euros are paid out: what was granted.`,
      happened: `${paid} were.`,
      marked: isTurn,
    });
  }
  if (run.result === due) return;
  tools.fail(told(run), {
    expected: `${sumOf(requests, 'deposit')} euros came in and ${granted} were paid out. The workflow returns ${due}.`,
    happened: `It returned ${JSON.stringify(run.result) ?? 'nothing'}.`,
    marked: (event) => isTurn(event) || isLate(event),
  });
}

/** Statements 1, 2, 3 were sent, each on its day. */
function mustHaveSent(
  { fail }: Tools,
  run: Run,
  due: readonly { readonly day: number; readonly balance: number }[],
): void {
  const began = run.chain[0]?.began ?? 0;
  const statement = (number: unknown, at: number, balance: unknown) =>
    `number ${JSON.stringify(number)} after ${duration(Math.round(at / DAY) * DAY)} (balance ${JSON.stringify(balance)})`;
  const sent = run.chain.flatMap((one) =>
    one.activitiesNamed('sendStatement').map(({ input, scheduled }) => {
      const { number, balance } = (input ?? {}) as { number?: unknown; balance?: unknown };
      return statement(number, scheduled.at - began, balance);
    }),
  );
  const expected = due.map(({ day, balance }, index) => statement(index + 1, day * DAY, balance));
  if (sent.join() === expected.join()) return;
  fail(told(run), {
    expected: `Statements are sent: ${list(expected)}.`,
    happened: sent.length === 0 ? 'None was sent.' : `These were sent: ${list(sent)}.`,
    marked: (event) => isTurn(event) || event.type.startsWith('Timer'),
  });
}

/** The history to look at: that of the run which continued last. */
function told(run: Run): Run {
  return run.chain.findLast(({ state }) => state === 'continued') ?? run;
}

/** Where one run turns into another. */
function isTurn({ type }: HistoryEvent): boolean {
  return type === CONTINUED || type === 'WorkflowExecutionCompleted';
}

/** A message that came when a new run was due. */
function isLate(event: HistoryEvent): boolean {
  return event.id > EVENTS && isMessage(event);
}

function isRefusal({ type, failure }: HistoryEvent): boolean {
  return type === 'WorkflowExecutionUpdateCompleted' && failure !== undefined;
}

function isMessage({ type }: HistoryEvent): boolean {
  return type === ACCEPTED || type === SIGNALED;
}
