import {
  count,
  duration,
  ending,
  kata,
  ledgerLines,
  type Entry,
  type Run,
  type RunOptions,
  type Tools,
} from '#kit';
import {
  DEADLINE,
  MAIN,
  MINUTE,
  PAUSE,
  RESERVE,
  always,
  callsTo,
  moody,
  order,
  wholesalers,
} from './world.ts';

/** After two calls that failed, the order must be placed within this time. */
const HICCUP_OVER = 5 * MINUTE;
const OUTAGE = 45 * MINUTE;
/** After an outage, the order must be placed within this time. */
const BACK_WITHIN = 15 * MINUTE;
const CALLS_IN_OUTAGE = 15;
/** A call that hangs must be followed by another one within this time. */
const HANG_SEEN = 2 * MINUTE;
/** Whoever stops calling before this has given up, with time left. */
const NOT_BEFORE = 100 * MINUTE;
/** A good run has 11 events, and one that asks both wholesalers 17. */
const FEW_EVENTS = 40;
/** The server's clock runs on while a call is made. */
const SLACK = 2000;

/** A run that several checks judge. Faults count calls, so each run gets fresh ones. */
type Experiment = () => RunOptions;

const hiccup: Experiment = () => ({
  share: 'hiccup',
  when: 'The main wholesaler is down at the first call, finds the second one too soon, and takes the third.',
  faults: {
    byName: {
      [MAIN]: moody(({ number }) =>
        number === 1 ? 'Unavailable' : number === 2 ? 'TooManyRequests' : 'works',
      ),
    },
  },
});
const outage: Experiment = () => ({
  share: 'outage',
  when: 'The main wholesaler is down for 45 minutes, and then works again.',
  faults: {
    byName: { [MAIN]: moody(({ elapsed }) => (elapsed < OUTAGE ? 'Unavailable' : 'works')) },
  },
});
const invalid: Experiment = () => ({
  share: 'invalid',
  when: 'The main wholesaler finds the order invalid.',
  faults: { byName: { [MAIN]: always('InvalidOrder'), [RESERVE]: always('InvalidOrder') } },
});
const nowhere: Experiment = () => ({
  share: 'nowhere',
  when: 'Neither wholesaler has the medicine.',
  faults: { byName: { [MAIN]: always('OutOfStock'), [RESERVE]: always('OutOfStock') } },
});
const silent: Experiment = () => ({
  share: 'silent',
  when: 'The main wholesaler is down all day.',
  faults: { byName: { [MAIN]: always('Unavailable') } },
});

const reserveToo: Experiment = () => ({
  share: 'reserve too',
  when: 'The main wholesaler is out of stock. The reserve one is down at the first call, and then works.',
  faults: {
    byName: {
      [MAIN]: always('OutOfStock'),
      [RESERVE]: moody(({ number }) => (number === 1 ? 'Unavailable' : 'works')),
    },
  },
});
const lateAndDown: Experiment = () => ({
  share: 'late and down',
  when: 'The main wholesaler is down for 80 minutes, and then out of stock. The reserve one is down all day.',
  faults: {
    byName: {
      [MAIN]: moody(({ elapsed }) => (elapsed < 80 * MINUTE ? 'Unavailable' : 'OutOfStock')),
      [RESERVE]: always('Unavailable'),
    },
  },
});

/** All that goes on beside a hang; a hang lets time pass for everybody, so it comes last. */
const BEFORE_A_HANG = [hiccup, outage, invalid, nowhere, silent, reserveToo, lateAndDown];

const pharmacy = kata('timeouts-and-retries', { services: wholesalers });

pharmacy.check(
  {
    id: 'orders-once',
    promise: 'a good order is placed by one call to the main wholesaler',
    hurts: 'A second order is paid for too, and medicines go off on the shelf.',
    read: 'no-timeout-at-all',
  },
  async ({ run, expect }) => {
    const ordered = await run('orderMedicine', [order]);
    expect(ordered)
      .toHaveCompleted()
      .toHaveScheduled([MAIN])
      .toHaveGiven(MAIN, `the order '${order.id}'`, ({ id }: { id?: string }) => id === order.id)
      .toHaveReturned(`main-${order.id}`);
  },
);

pharmacy.check(
  {
    id: 'retries-what-passes',
    promise: 'an error that passes is tried again, and five minutes are enough',
    hurts:
      'Networks hiccup every day. Each hiccup that ends a run is a telephone call for somebody, and a ward that waits.',
    read: 'errors-that-pass',
  },
  async ({ run, expect, fail }) => {
    const recovered = await run('orderMedicine', [order], hiccup());
    expect(recovered).toHaveReturned(`main-${order.id}`);
    if (recovered.length <= HICCUP_OVER) return;
    fail(recovered, {
      expected: 'The order is placed within 5 minutes.',
      happened: `It was placed after ${roughly(recovered.length)}.`,
      lines: callLines(recovered, MAIN),
    });
  },
);

pharmacy.check(
  {
    id: 'keeps-the-pause',
    promise: 'between two calls to a wholesaler lie 30 seconds',
    hurts:
      'A service that limits its callers locks out those who don’t listen. Then it refuses the good calls too.',
    read: 'come-back-later',
  },
  async ({ run, fail }) => {
    for (const experiment of [hiccup, outage]) {
      const ran = await run('orderMedicine', [order], experiment());
      const calls = callsTo(ran, MAIN);
      const hasty = calls.findIndex((call, index) => {
        const before = calls[index - 1];
        return before !== undefined && call.at - before.at < PAUSE - SLACK;
      });
      if (hasty < 0) continue;
      const gap = (calls[hasty]?.at ?? 0) - (calls[hasty - 1]?.at ?? 0);
      fail(ran, {
        expected: 'At least 30 seconds lie between two calls.',
        happened: `Call ${hasty + 1} came ${duration(Math.round(gap / 1000) * 1000)} after call ${hasty}.`,
        marked: nothing,
        lines: callLines(ran, MAIN),
      });
    }
  },
);

pharmacy.check(
  {
    id: 'backs-off',
    promise: 'a long outage costs few calls, and 15 minutes after it the order is placed',
    hurts:
      'Calls at a steady pace, from everybody, keep a struggling service down. Pauses that grow for ever miss the moment at which it is back.',
    read: 'backoff-with-a-ceiling',
  },
  async ({ run, expect, fail }) => {
    const waited = await run('orderMedicine', [order], outage());
    expect(waited).toHaveReturned(`main-${order.id}`);
    const calls = callsTo(waited, MAIN);
    if (calls.length > CALLS_IN_OUTAGE) {
      fail(waited, {
        expected: `The wholesaler gets at most ${CALLS_IN_OUTAGE} calls.`,
        happened: `It got ${calls.length}.`,
        marked: nothing,
        lines: callLines(waited, MAIN),
      });
    }
    const late = (calls.at(-1)?.at ?? 0) - (calls[0]?.at ?? 0) - OUTAGE;
    if (late <= BACK_WITHIN + SLACK) return;
    fail(waited, {
      expected: 'Within 15 minutes of the outage’s end, the order is placed.',
      happened: `The wholesaler was back for ${roughly(late)} before it was called.`,
      marked: nothing,
      lines: callLines(waited, MAIN),
    });
  },
);

pharmacy.check(
  {
    id: 'keeps-history-short',
    promise: 'the failed calls of an outage add next to nothing to the history',
    hurts:
      'A loop of one’s own writes a dozen events for each failed call. Replays get slower with each, and at 51,200 events the server terminates the run.',
    read: 'a-loop-of-ones-own',
  },
  async ({ run, fail }) => {
    const waited = await run('orderMedicine', [order], outage());
    const { length } = waited.events;
    if (length < FEW_EVENTS) return;
    fail(waited, {
      expected: `The history has fewer than ${FEW_EVENTS} events.`,
      happened: `It has ${length}: ${MAIN} was scheduled ${count(waited.activitiesNamed(MAIN).length)}.`,
      marked: ({ type }) => type === 'ActivityTaskScheduled',
    });
  },
);

pharmacy.check(
  {
    id: 'notices-a-hang',
    promise: 'a call that hangs is given up, and another one is made within two minutes',
    hurts:
      'A call that nobody answers fails for nobody. Until some clock says so, the run waits, and looks like one that works.',
    read: 'one-clock-for-two-questions',
  },
  async ({ run, expect, fail }) => {
    await Promise.allSettled(
      BEFORE_A_HANG.map((experiment) => run('orderMedicine', [order], experiment())),
    );
    const hung = await run('orderMedicine', [order], {
      when: 'The first call to the main wholesaler is never answered; the second one works.',
      faults: { byName: { [MAIN]: moody(({ number }) => (number === 1 ? 'hangs' : 'works')) } },
    });
    const [first, second] = callsTo(hung, MAIN);
    const gap = second && first ? second.at - first.at : Infinity;
    if (gap > HANG_SEEN + SLACK) {
      fail(hung, {
        expected: 'Within 2 minutes there is a second call.',
        happened: second
          ? `The second call came ${roughly(gap)} after the first.`
          : `There was no second call: the workflow ${ending(hung)}, after ${roughly(hung.length)}.`,
        ...(second ? { marked: nothing } : {}),
        lines: callLines(hung, MAIN),
      });
    }
    expect(hung).toHaveReturned(`main-${order.id}`);
  },
);

pharmacy.check(
  {
    id: 'tells-why',
    promise: 'an order that every wholesaler refuses ends as Failed, and tells why',
    hurts:
      'The pharmacist acts on the reason: she corrects the order, or looks for another medicine. Without one she does nothing, or the wrong thing.',
    read: 'end-the-run-with-a-reason',
  },
  async ({ run, expect }) => {
    expect(await run('orderMedicine', [order], invalid())).toHaveFailedWith('InvalidOrder');
    expect(await run('orderMedicine', [order], nowhere())).toHaveFailedWith('OutOfStock');
  },
);

pharmacy.check(
  {
    id: 'takes-no-for-no',
    promise: 'an error that never passes ends its activity at the first attempt',
    hurts:
      'The wrong order stays wrong. Each further call costs both sides, and the person who could help hears of it hours late.',
    read: 'errors-that-never-pass',
  },
  async (tools) => {
    const { run } = tools;
    asksOnce(tools, await run('orderMedicine', [order], invalid()), MAIN);
    const none = await run('orderMedicine', [order], nowhere());
    asksOnce(tools, none, MAIN);
    asksOnce(tools, none, RESERVE);
  },
);

pharmacy.check(
  {
    id: 'keeps-the-deadline',
    promise: 'after two hours the run is over and says so, and not long before',
    hurts:
      'The ward plans with two hours. An answer after that is none, and a run that gives up early wastes the time in which the wholesaler might have come back.',
    read: 'the-deadline-of-the-business',
  },
  async (tools) => {
    const { run, expect, fail } = tools;
    const quiet = await run('orderMedicine', [order], silent());
    endsInTime(tools, quiet);
    const calls = callsTo(quiet, MAIN);
    const last = (calls.at(-1)?.at ?? quiet.began) - quiet.began;
    if (last < NOT_BEFORE) {
      fail(quiet, {
        expected: 'The wholesaler is called for as long as there is time.',
        happened: `The last of ${calls.length} calls came after ${roughly(last)}, and the workflow ${ending(quiet)}.`,
        lines: callLines(quiet, MAIN),
      });
    }
    // Whoever turns to the reserve gets the medicine there, which another check is about.
    if (quiet.activitiesNamed(RESERVE).length === 0) {
      expect(quiet).toHaveFailedWith('NotOrderedInTime');
    }
    const both = await run('orderMedicine', [order], lateAndDown());
    endsInTime(tools, both);
    expect(both).toHaveFailedWith('NotOrderedInTime');
  },
);

pharmacy.check(
  {
    id: 'asks-the-reserve',
    promise: 'the reserve is asked when the main wholesaler is out of stock, and only then',
    hurts:
      'With one door too few, the ward waits for a medicine that is to be had next door. With one too many, it is ordered twice: a wholesaler that is silent may have the order.',
    read: 'the-cause-decides',
  },
  async ({ run, expect, fail }) => {
    const second = await run('orderMedicine', [order], reserveToo());
    expect(second).toHaveReturned(`reserve-${order.id}`);
    for (const experiment of [silent, invalid]) {
      const ran = await run('orderMedicine', [order], experiment());
      const asked = ran.activitiesNamed(RESERVE);
      if (asked.length === 0) continue;
      fail(ran, {
        expected: 'The reserve wholesaler is not asked.',
        happened: `It was asked (event ${asked[0]?.scheduled.id}), and the workflow ${ending(ran)}.`,
        marked: ({ name }) => name === RESERVE,
      });
    }
  },
);

pharmacy.chaos(
  {
    promise: 'a Worker’s death costs minutes, and no order',
    hurts: 'Nobody tells the server that a Worker is gone. Only a timeout notices.',
    read: 'no-timeout-at-all',
  },
  async ({ run, expect }) => {
    const ordered = await run('orderMedicine', [order], {
      when: 'The main wholesaler has the medicine.',
    });
    expect(ordered).toHaveCompleted().toHaveReturned(`main-${order.id}`);
  },
);

/** Each activity of this name was over after one attempt, and there was one at all. */
function asksOnce({ fail }: Tools, run: Run, wholesaler: string): void {
  const calls = callsTo(run, wholesaler);
  if (calls.length <= 1) return;
  fail(run, {
    expected: `${wholesaler} is attempted once: the first answer stands.`,
    happened: `It was attempted ${count(calls.length)}, and the workflow ${ending(run)}.`,
    marked: ({ name }) => name === wholesaler,
    lines: callLines(run, wholesaler),
  });
}

function endsInTime({ fail }: Tools, run: Run): void {
  if (run.length <= DEADLINE + MINUTE) return;
  fail(run, {
    expected: 'The run is over after two hours.',
    happened: `It went on for ${roughly(run.length)}, and then ${ending(run)}.`,
    marked: ({ id, at }) => at - run.began > DEADLINE && id === run.events.at(-1)?.id,
  });
}

/** The wholesaler's own list of calls; the history has none of those that failed. */
function callLines(run: Run, wholesaler: string) {
  const calls = callsTo(run, wholesaler);
  const shown = calls.length > 8 ? [...calls.slice(0, 5), ...calls.slice(-2)] : calls;
  const number = (call: Entry) => calls.indexOf(call) + 1;
  return ledgerLines(shown, run.began, (call) => {
    const left = shown[shown.indexOf(call) - 1];
    const jump = left && number(call) - number(left) > 1 ? ' (some left out)' : '';
    return `call ${number(call)} reaches the wholesaler${jump}`;
  });
}

function nothing(): boolean {
  return false;
}

/**
 * A length of time, the rougher the longer it is: it never hangs on a race, and what is just over a
 * limit does not look like the limit.
 */
function roughly(milliseconds: number): string {
  const unit = milliseconds < 2 * MINUTE ? 1000 : milliseconds < 20 * MINUTE ? 10_000 : MINUTE;
  return duration(Math.floor(milliseconds / unit) * unit);
}
