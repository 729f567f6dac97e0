import {
  dies,
  fails,
  kata,
  list,
  type ClientOutcome,
  type ClientSession,
  type Fault,
  type Faults,
  type Run,
  type RunOptions,
  type Tools,
} from '#kit';
import {
  REQUESTS,
  WRITES,
  callLines,
  charity,
  dueEffects,
  gift,
  gifts,
  heard,
  slowFirst,
  startLines,
  wrongEffects,
} from './world.ts';
import type { Gift } from './services.ts';

/** Of the first charge on the card. */
const RECEIPT = `${gift.card}/1`;
/** An activity that has failed so often does so for ever. */
const HOPELESS = 10;
/** Calls that are shown of it. */
const SHOWN = 6;

const suite = kata('idempotency', { services: charity });

suite.check(
  {
    id: 'collects-a-gift',
    promise: 'a gift is charged, booked and thanked for, and the caller gets the receipt',
    hurts:
      'A gift that is not collected is lost, and one without a receipt can’t be shown to anybody.',
    read: 'name-it-first',
  },
  async (tools) => {
    const { client, failData } = tools;
    const desk = client();
    const outcome = await desk.call('collect', gift);
    const [run] = await desk.ends();
    if (!run) {
      return failData({
        expected: 'collect starts the workflow collectGift, and returns the receipt’s number.',
        happened: `No workflow was started. The caller ${heard(outcome)}.`,
      });
    }
    await mustBeDone(tools, desk, [gift], { run });
    const receipt = RECEIPT;
    const { pledge, month, amount } = gift;
    await mustHaveSent(tools, desk, run, WRITES, { pledge, month, amount, receipt });
    await mustHaveSent(tools, desk, run, ['letters.post'], { to: gift.email, receipt });
    await mustHear(tools, desk, outcome, { run });
  },
);

suite.check(
  {
    id: 'tells-gifts-apart',
    promise: 'four gifts that are collected at once are four gifts, however much they are alike',
    hurts:
      'A service that takes two deeds for one does the second not at all, and says that it did. No error is logged anywhere.',
    read: 'keys-that-are-too-wide',
  },
  async (tools) => {
    const outcomes: unknown[] = [];
    const { fault, charged } = oneAheadOfAll(() => desk, outcomes);
    const when =
      'Four gifts are collected at once: two months under one pledge, another pledge of the same donor, and one of somebody else.';
    const desk = tools.client({ when, faults: { byName: { 'payments.charge': fault } } });
    const calls = gifts.map(async (one, index) => {
      // One after the other, so that each answer has one story.
      await until(async () => (await desk.starts()).length + outcomes.length >= index);
      const outcome = await desk.call('collect', one).finally(() => outcomes.push(index));
      return { one, outcome };
    });
    const ended = await Promise.allSettled(calls);
    charged();
    await desk.ends();
    await mustBeDone(tools, desk, gifts, { when });
    for (const call of ended) {
      if (call.status === 'rejected') throw call.reason;
      const { one, outcome } = call.value;
      if (outcome.kind === 'returned') continue;
      tools.failData({
        when,
        expected: 'Each caller gets a receipt.',
        happened: `The caller for ${one.pledge}, ${one.month}, ${heard(outcome)}.`,
        lines: await callLines(desk),
      });
    }
  },
);

suite.check(
  {
    id: 'lost-replies',
    promise: 'whichever request is lost, and whichever reply, everything happens once',
    hurts:
      'Workers die and replies get lost every day. Each time, a donor pays twice, or a run ends of which nobody can say what it has done.',
    read: 'lost-replies',
  },
  async (tools) => {
    const names = REQUESTS.flatMap((request) => request.names);
    const lost = (what: string, some: readonly string[]): RunOptions => ({
      when: `The Worker dies right after the request to ${what} took effect, before anybody hears of it.`,
      faults: onAll(some, () => dies('after the effect')),
    });
    const cases: RunOptions[] = [
      ...REQUESTS.map((request) => lost(request.what, request.names)),
      {
        when: 'At each request the Worker dies right before it is sent.',
        faults: onAll(names, () => dies('before the effect')),
      },
      { when: 'The Worker dies after every single workflow task.', worker: 'lost' },
    ];
    for (const options of cases) await collectsOnce(tools, options);
  },
);

suite.check(
  {
    id: 'slow-requests',
    promise: 'a request that arrives late, while the next attempt is at work, does no harm',
    hurts:
      'Between a look and a deed there is always a moment. With one donor it is short; with a hundred thousand a month, somebody is in it.',
    read: 'looking-first',
  },
  async (tools) => {
    for (const { what, names } of REQUESTS) {
      await collectsOnce(tools, {
        when: `The first request to ${what} is slow. Its attempt is given up, and it arrives in the middle of the second.`,
        faults: { byName: slowFirst(names) },
      });
    }
  },
);

suite.check(
  {
    id: 'double-submit',
    promise: 'two callers at once begin one run, and both get its receipt',
    hurts:
      'People click twice, and jobs overlap. Two runs of one gift do everything twice, or stop one another in the middle of it.',
    read: 'one-id-for-one-deed',
  },
  async (tools) => {
    const when = 'The nightly job and the office collect the same gift at the same moment.';
    const outcomes: unknown[] = [];
    const bothAsked: Fault = async (_, act) => {
      await until(async () => (await desk.starts()).length + outcomes.length >= 2);
      return act();
    };
    const desk = tools.client({ when, faults: { byName: { 'payments.charge': bothAsked } } });
    const collects = () => desk.call('collect', gift).finally(() => outcomes.push(gift));
    const both = await Promise.all([collects(), collects()]);
    const starts = await desk.starts();
    const begun = starts.filter(({ outcome }) => outcome === 'started').length;
    if (begun !== 1) {
      tools.failData({
        when,
        expected: 'One run begins.',
        happened: `${begun} runs began.`,
        lines: await startLines(desk, { ids: false }),
      });
    }
    const [run] = await desk.ends();
    const told = both.map(heard).sort().reverse();
    if (run && (both.some(({ kind }) => kind === 'threw') || new Set(told).size > 1)) {
      tools.fail(run, {
        expected: 'Both callers get the receipt.',
        happened: `One caller ${told[0]}, the other ${told[1]}.`,
        lines: await startLines(desk, { ids: false }),
      });
    }
    await mustBeDone(tools, desk, [gift], { run, when });
  },
);

suite.check(
  {
    id: 'collects-again',
    promise:
      'when a gift was collected before, the caller gets its receipt, and nothing else happens',
    hurts:
      'A job that is run again after a bad night goes through everything that was done. It must neither do it again nor break off at it.',
    read: 'when-the-run-is-over',
  },
  async (tools) => {
    const when = 'A gift is collected. The day after, it is collected again.';
    const desk = tools.client({ when });
    await desk.call('collect', gift);
    const [run] = await desk.ends();
    const again = desk.world.calls.length;
    const outcome = await desk.call('collect', gift);
    await mustNotFail(tools, desk, outcome, { when, again });
    await mustBeDone(tools, desk, [gift], { when, again });
    await mustHear(tools, desk, outcome, { run });
  },
);

suite.check(
  {
    id: 'after-a-failure',
    promise: 'what failed can be collected again, and what it had done by then is not done twice',
    hurts:
      'A run that failed half-way has charged the card already. Whoever mends the rest must not have to know that.',
    read: 'when-the-run-has-failed',
  },
  async (tools) => {
    const cases = [
      {
        problem: 'CardDeclined',
        says: 'the bank says no',
        names: ['payments.charge'],
        when: 'The card is declined. The donor sees to it, and the gift is collected again.',
      },
      {
        problem: 'MonthClosed',
        says: 'the accountant has closed the month',
        names: WRITES,
        when: 'The card is charged, but the month is closed. The accountant opens it, and the gift is collected again.',
      },
    ];
    await tools.each(cases, async ({ problem, says, names, when }) => {
      let mended = false;
      const refused = fails(problem, says);
      const faults = onAll(
        names,
        () =>
          (...given) =>
            mended ? given[1]() : refused(...given),
      );
      const desk = tools.client({ when, faults });
      const first = await desk.call('collect', gift);
      const [run] = await desk.ends();
      if (run && first.kind === 'returned') {
        tools.fail(run, {
          expected: `The first caller gets an error, and learns of ${problem}.`,
          happened: `The first caller ${heard(first)}.`,
          lines: await callLines(desk),
        });
      }
      mended = true;
      const again = desk.world.calls.length;
      const second = await desk.call('collect', gift);
      await mustNotFail(tools, desk, second, { when, again });
      await mustBeDone(tools, desk, [gift], { when, again });
      await mustHear(tools, desk, second, { run });
    });
  },
);

suite.chaos(
  {
    promise: 'the gift is charged, booked and thanked for, once each',
    hurts:
      'Workers die every day. Each time, a donor pays twice, or a run ends of which nobody can say what it has done.',
    read: 'lost-replies',
  },
  async ({ run, fail }) => {
    const collected = await run('collectGift', [gift], { when: 'A gift is collected.' });
    const [wrong] = wrongEffects(collected, [gift]);
    if (wrong) fail(collected, { expected: dueEffects([gift]), happened: wrong.told });
  },
);

/** Collects one gift while something goes wrong. */
async function collectsOnce(tools: Tools, options: RunOptions): Promise<void> {
  const desk = tools.client(options);
  const outcome = await patiently(tools, desk, options);
  const [run] = await desk.ends();
  await mustBeDone(tools, desk, [gift], { run, when: options.when });
  await mustHear(tools, desk, outcome, { run });
}

/**
 * Has the gift collected. Where an attempt fails for the same reason over and over, the server
 * would go on for ever, and we don't.
 */
async function patiently(tools: Tools, desk: ClientSession, { when }: RunOptions) {
  let over = false;
  const call = desk.call('collect', gift).finally(() => (over = true));
  const hopeless = () => desk.world.tries.find(({ attempts }) => attempts >= HOPELESS);
  await Promise.race([call, until(() => over || hopeless() !== undefined)]);
  const { name, failure } = hopeless() ?? {};
  if (over || !failure) return call;
  const lines = (await callLines(desk)).slice(0, SHOWN);
  for (const { id } of await desk.runs()) await tools.suite.runtime.cancel(id);
  await call;
  return tools.failData({
    ...(when === undefined ? {} : { when }),
    expected: 'The run ends.',
    happened: `${name} fails at every attempt, for ever: ${failure.type}, ${failure.message}.`,
    lines: [...lines, { text: '…', marked: false }],
  });
}

/** What a finding shows beside the calls. */
interface Shown {
  readonly run?: Run | undefined;
  readonly when?: string | undefined;
  readonly again?: number | undefined;
}

/** Just what these gifts ask for has happened. */
async function mustBeDone(
  { fail, failData }: Tools,
  desk: ClientSession,
  due: readonly Gift[],
  { run, when, again }: Shown,
): Promise<void> {
  const [wrong] = wrongEffects(desk, due);
  if (!wrong) return;
  const finding = {
    expected: dueEffects(due),
    happened: wrong.told,
    lines: [
      ...(due.length > 1 ? await startLines(desk) : []),
      ...(await callLines(desk, { again, group: wrong.group })),
    ],
  };
  if (run) fail(run, finding);
  failData({ ...(when === undefined ? {} : { when }), ...finding });
}

/** Whoever calls again gets no error. */
async function mustNotFail(
  { failData }: Tools,
  desk: ClientSession,
  outcome: ClientOutcome,
  { when, again }: Shown,
): Promise<void> {
  if (outcome.kind === 'returned') return;
  failData({
    ...(when === undefined ? {} : { when }),
    expected: 'The second caller gets the receipt’s number.',
    happened: `The second caller ${heard(outcome)}.`,
    lines: [...(await startLines(desk)), ...(await callLines(desk, { again }))],
  });
}

/** One of the calls that did something was given all of this. */
async function mustHaveSent(
  { fail }: Tools,
  desk: ClientSession,
  run: Run,
  names: readonly string[],
  parts: Readonly<Record<string, unknown>>,
): Promise<void> {
  const sent = desk.world.calls.filter(({ name }) => names.includes(name));
  for (const [part, value] of Object.entries(parts)) {
    const inputs = sent.map(({ input }) => (input as Record<string, unknown>)[part]);
    if (inputs.includes(value)) continue;
    fail(run, {
      expected: `${list(sent.map(({ name }) => name))} is given ${part} ${JSON.stringify(value)}.`,
      happened: `It was given ${list(inputs.map((input) => JSON.stringify(input) ?? 'nothing'))}.`,
    });
  }
}

async function mustHear(
  { fail }: Tools,
  desk: ClientSession,
  outcome: ClientOutcome,
  { run }: Shown,
): Promise<void> {
  if (!run || (outcome.kind === 'returned' && outcome.result === RECEIPT)) return;
  fail(run, {
    expected: `The caller gets the receipt’s number, ${JSON.stringify(RECEIPT)}.`,
    happened: `The caller ${heard(outcome)}.`,
    lines: await callLines(desk),
  });
}

/**
 * The first charge waits until all four gifts were asked for; the others wait for it. So it is
 * always the same one that comes first, should two be taken for one.
 */
function oneAheadOfAll(desk: () => ClientSession, outcomes: readonly unknown[]) {
  const { promise: first, resolve: charged } = Promise.withResolvers<void>();
  const fault: Fault = async ({ run }, act) => {
    const asked = async () => (await desk().starts()).length + outcomes.length >= gifts.length;
    await until(asked);
    if (run !== (await desk().starts())[0]?.run)
      await Promise.race([first, until(() => outcomes.includes(0))]);
    const reply = await act();
    charged();
    return reply;
  };
  return { fault, charged };
}

/** Looks every few milliseconds whether something is so by now. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 3));
}

function onAll(names: readonly string[], fault: () => Fault): Faults {
  return { byName: Object.fromEntries(names.map((name) => [name, fault()])) };
}
