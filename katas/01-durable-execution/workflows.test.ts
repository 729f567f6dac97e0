import { down, duration, ending, kata, list, type HistoryEvent, type Run, type Tools } from '#kit';
import {
  DAY,
  HOUR,
  MINUTE,
  STAYS,
  TOO_MANY_EVENTS,
  cancelledAfter,
  cancelledMeanwhile,
  isCharged,
  isToldGoodbye,
  services,
  story,
  trial,
} from './world.ts';

const TRIAL = 30 * DAY;

const staying = {
  workflow: 'runTrial',
  args: [trial],
  options: { share: 'a customer who stays' },
};

const POLLING =
  'Every look at the clock is written into the history. A run that looks every minute reaches 51,200 events in a week, and there the server terminates it.';

const suite = kata('durable-execution', { services });

suite.check(
  {
    id: 'right-order',
    promise: 'a customer who stays is welcomed, charged and sent a receipt, once each',
    hurts:
      'A customer who pays without a word, or gets two mails about one charge, asks the bank for the money back.',
    read: 'position',
  },
  async ({ run, expect }) => {
    const stays = await run('runTrial', [trial], staying.options);
    expect(stays)
      .toHaveCompleted()
      .toHaveScheduled(STAYS)
      .toHaveWaitedBetween(['chargeCard', 'sendReceipt'])
      .toHaveGiven('chargeCard', `amount ${trial.amount}`, isPrice)
      .toHaveReturned('charged');
  },
);

suite.check(
  {
    id: 'thirty-days',
    promise: 'the card is charged when 30 days are over, not before and not later',
    hurts:
      'Charged early, the trial was a lie. Charged late, or never, the service is used and nobody pays.',
    read: 'timers',
  },
  async (tools) => {
    chargesOnTheDate(tools, await tools.run('runTrial', [trial], staying.options));
  },
);

suite.check(
  {
    id: 'waits-quietly',
    promise: '30 days of waiting cost a handful of events',
    hurts: POLLING,
    read: 'polling',
  },
  async (tools) => {
    await waitsQuietly(tools);
  },
);

suite.check(
  {
    id: 'survives-crashes',
    promise: 'whatever crashes and whenever, nothing is forgotten and nothing repeated',
    hurts:
      'Workers die on each deployment. In 30 days that is every trial you have, several times.',
    read: 'replay-is-silent',
  },
  async (tools) => {
    await waitsQuietly(tools);
    await tools.crashEverywhere(staying, (run) => staysAndPays(tools, run));
  },
);

suite.check(
  {
    id: 'lets-customers-go',
    promise: 'whenever a customer cancels, a goodbye is mailed at once and nothing is charged',
    hurts:
      'People who cancelled and are charged all the same call the bank first and you second. A goodbye that comes weeks later makes them fear just that.',
    read: 'signals',
  },
  async (tools) => {
    await waitsQuietly(tools);
    const { workflow, args, options } = leaving(tools);
    goesFreeAtOnce(tools, await tools.run(workflow, args, options));
    const later = await cancelledAfter(tools, 12 * DAY + 6 * HOUR + 20 * MINUTE, {
      when: 'The customer cancels on the 13th day.',
    });
    if (later) goesFreeAtOnce(tools, later);
    const early = await cancelledAfter(tools, 0, {
      when: 'The customer cancels right after the start.',
    });
    if (early) goesFreeAtOnce(tools, early);
  },
);

suite.check(
  {
    id: 'last-minute',
    promise: 'a customer who cancels in the last minute is never charged, however slow the mail is',
    hurts:
      'The customer cancelled in time and has the proof. What your mail server did meanwhile is not their problem.',
    read: 'last-minute',
  },
  async (tools) => {
    await waitsQuietly(tools);
    const run = await cancelledAfter(tools, TRIAL - MINUTE, {
      when: 'The customer cancels a minute before the end, and the goodbye can’t be sent for an hour.',
      faults: { byName: { sendGoodbye: down({ for: HOUR }) } },
    });
    if (run) goesFree(tools, run);
  },
);

suite.check(
  {
    id: 'too-late',
    promise: 'once the charge has begun, a cancel changes nothing',
    hurts:
      'A customer who is charged and then told that the trial cost nothing has it in writing, and you have it in the books the other way.',
    read: 'too-late',
  },
  async (tools) => {
    await waitsQuietly(tools);
    await tools.each(['chargeCard', 'sendReceipt'], async (step) => {
      const run = await tools.run('runTrial', [trial], {
        when: `The customer cancels while ${step} is under way.`,
        faults: { byName: { [step]: cancelledMeanwhile(tools) } },
      });
      staysAndPays(tools, run);
    });
  },
);

suite.check(
  {
    id: 'keeps-the-date',
    promise: 'the trial ends on its date, even when the welcome comes late',
    hurts:
      'The customer was told a date, and so was accounting. An end that moves with each outage makes both of them wrong.',
    read: 'from-which-moment',
  },
  async (tools) => {
    await waitsQuietly(tools);
    const late = await tools.run('runTrial', [trial], {
      when: 'The mail server is down for an hour when the trial begins.',
      faults: { byName: { sendWelcome: down({ for: HOUR }) } },
    });
    chargesOnTheDate(tools, late);
  },
);

suite.check(
  {
    id: 'remembers-the-cancel',
    promise: 'a cancel is not forgotten when Workers die after it',
    hurts:
      'The customer saw “cancelled” on the page. A crash that undoes it turns your word into a lie.',
    read: 'replay-is-silent',
  },
  async (tools) => {
    await waitsQuietly(tools);
    await tools.crashEverywhere({ ...leaving(tools), steps: ['sendGoodbye'] }, (run) =>
      goesFree(tools, run),
    );
    const later = await cancelledAfter(tools, 12 * DAY, {
      when: 'The Worker dies after every single workflow task. The customer cancels on the 13th day.',
      worker: 'lost',
    });
    if (later) goesFree(tools, later);
  },
);

suite.chaos(
  {
    promise: 'a customer who stays is charged once, on the day, and told',
    hurts:
      'A trial lasts for 30 days, and no Worker does. Each deployment in that time is a death.',
    read: 'replay-is-silent',
  },
  async (tools) => {
    staysAndPays(tools, await tools.run('runTrial', [trial], { when: 'The customer stays.' }));
  },
);

/** The history stays short. Whatever polls would take long in the other checks too. */
async function waitsQuietly({ run, fail }: Tools): Promise<void> {
  const stays = await run(staying.workflow, staying.args, staying.options);
  const { events, timers } = stays;
  if (events.length < TOO_MANY_EVENTS) return;
  const finding = {
    expected: `The history has fewer than ${TOO_MANY_EVENTS} events.`,
    happened: `It has ${events.length}: ${timers.length} timers were started.`,
    marked: ({ id }: HistoryEvent) => id === timers[0]?.started.id || id === events.at(-1)?.id,
  };
  fail(stays, finding, { hurts: POLLING, read: 'durable-execution#polling' });
}

/** A customer who cancels early. */
function leaving(tools: Tools) {
  const options = {
    share: 'cancelled during the welcome',
    when: 'The customer cancels while sendWelcome is under way.',
    faults: { byName: { sendWelcome: cancelledMeanwhile(tools) } },
  };
  return { workflow: 'runTrial', args: [trial], options };
}

/** The card was charged when the 30 days were over. */
function chargesOnTheDate({ fail }: Tools, run: Run): void {
  const [charge] = run.activitiesNamed('chargeCard');
  const marked = ({ id, type }: HistoryEvent) =>
    id === charge?.scheduled.id || type === 'TimerStarted';
  const expected = 'chargeCard is scheduled 30 days after the workflow’s start.';
  if (!charge) return fail(run, { expected, happened: 'It was never scheduled.', marked });
  const after = charge.scheduled.at - run.began;
  if (after >= TRIAL && after <= TRIAL + MINUTE) return;
  fail(run, {
    expected,
    happened: `It was scheduled ${after < 1000 ? 'at once' : `after ${inWords(after)}`}.`,
    marked,
  });
}

/** The customer is charged, has the receipt, and hears of nothing else. */
function staysAndPays({ expect, fail }: Tools, run: Run): void {
  if (isToldGoodbye(run) || !isCharged(run)) {
    fail(run, {
      expected: 'The customer is charged and gets a receipt, and no goodbye.',
      happened: told(run),
      marked: isOf(run, 'chargeCard', 'sendGoodbye'),
    });
  }
  expect(run).toHaveCompleted().toHaveScheduled(STAYS).toHaveReturned('charged');
}

/** The customer gets a goodbye, and is not charged. */
function goesFree({ expect, fail }: Tools, run: Run): void {
  if (isCharged(run)) {
    fail(run, {
      expected: 'The customer is not charged.',
      happened: told(run),
      marked: isOf(run, 'chargeCard'),
    });
  }
  if (!isToldGoodbye(run)) {
    fail(run, {
      expected: 'A goodbye is mailed.',
      happened: `${told(run)} Then the workflow ${ending(run)}.`,
      marked: isOf(run, 'sendGoodbye'),
    });
  }
  expect(run).toHaveCompleted().toHaveScheduledTimes('sendGoodbye', 1).toHaveReturned('cancelled');
}

/** Later than this is not at once, even for a machine that has a lot to do. In milliseconds. */
const AT_ONCE = 10 * MINUTE;

function goesFreeAtOnce(tools: Tools, run: Run): void {
  goesFree(tools, run);
  const signal = run.last('WorkflowExecutionSignaled')?.at ?? 0;
  const mailed = run.ledger.entries.find(({ account }) => account === 'goodbye')?.at ?? signal;
  if (mailed - signal <= AT_ONCE) return;
  tools.fail(run, {
    expected: 'The goodbye is mailed when the customer cancels.',
    happened: `It was mailed ${inWords(mailed - signal)} later.`,
    marked: isOf(run, 'sendGoodbye'),
  });
}

/** Marks what was scheduled of these names, and the customer’s signal. */
function isOf(run: Run, ...names: readonly string[]) {
  const scheduled = run.activitiesNamed(...names).map((activity) => activity.scheduled.id);
  return ({ id, type }: HistoryEvent) =>
    scheduled.includes(id) || type === 'WorkflowExecutionSignaled';
}

function isPrice({ amount }: { amount?: number }): boolean {
  return amount === trial.amount;
}

function inWords(milliseconds: number): string {
  return duration(Math.round(milliseconds / 1000) * 1000);
}

/** What really happened to the customer, as a sentence. */
function told(run: Run): string {
  const text = list(story(run));
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text === 'nothing' ? ' happened' : ''}.`;
}
