import {
  dies,
  ending,
  flaky,
  kata,
  list,
  type CallRecord,
  type Fault,
  type HistoryEvent,
  type Run,
  type RunOptions,
  type Tools,
} from '#kit';
import {
  answerText,
  DAY,
  deliveryLines,
  HOUR,
  house,
  MINUTE,
  STRANGE,
  Story,
  tokensIn,
} from './world.ts';
import type { Answer, Outcome } from './services.ts';

/** What a busy machine, and a few attempts, may add to a moment, in virtual milliseconds. */
const LATE = 10 * MINUTE;
/** Transfers whose notices come at once. */
const OCCASIONS = 3;
/** The call that each end of a transfer asks for. */
const CALLS: Readonly<Record<Outcome, string>> = {
  settled: 'accounts.book',
  returned: 'accounts.release',
  unconfirmed: 'clerk.alert',
};

const suite = kata('webhooks', { services: house });

suite.check(
  {
    id: 'confirms',
    promise:
      'a notice that comes after two days is accepted, and decides what becomes of the money',
    hurts:
      'Banks take days. Money that is neither booked nor released can’t be used by anybody, and the books don’t match until somebody goes looking for it.',
    read: 'a-message-with-an-answer',
  },
  async (tools) => {
    for (const outcome of ['settled', 'returned'] as const) {
      const when = `The bank says “${outcome}” 2 days after it got the transfer.`;
      const story = await Story.begin(tools, { when });
      await pass(story, 2 * DAY);
      await mustBeSubmitted(tools, story);
      await story.brings(outcome);
      const run = await story.ends();
      mustHear(tools, run, story, ['accepted']);
      mustEnd(tools, run, story, outcome);
      mustEndAt(tools, run, story, 2 * DAY);
    }
  },
);

suite.check(
  {
    id: 'keeps-tokens',
    promise: 'no task token leaves the Worker, or stands in the history',
    hurts:
      'Whoever has a task token and reaches the server can end the activity, with any result. And a copy that is kept is worthless as soon as the activity is tried again.',
    read: 'tokens',
  },
  async (tools) => {
    const story = await Story.begin(tools, { when: 'The bank says “settled” after a day.' });
    await pass(story, DAY);
    await story.brings('settled');
    const run = await story.ends();
    const found = tokensIn(run);
    if (found.length === 0) return;
    tools.fail(run, {
      expected: 'A task token stays between the server and the Worker that it was given to.',
      happened: `There is one in ${list([...new Set(found.map(({ where }) => where))])}.`,
      marked: ({ id }) => found.some(({ event }) => event === id),
    });
  },
);

suite.check(
  {
    id: 'early',
    promise: 'a notice that comes before the bank has even replied is accepted',
    hurts:
      'Two requests that cross each other keep no order. A notice that finds nobody listening may never come again, and the money stays reserved until somebody misses it.',
    read: 'early',
  },
  async (tools) => {
    for (const outcome of ['settled', 'returned'] as const) {
      const when = `The bank says “${outcome}” before it replies to submit.`;
      const story: Story = await Story.begin(tools, {
        when,
        faults: onCall('bank.submit', async (_, act) => {
          const reply = await act();
          if (story.deliveries.length === 0) await story.brings(outcome);
          return reply;
        }),
      });
      const run = await story.ends();
      mustHear(tools, run, story, ['accepted']);
      mustEnd(tools, run, story, outcome);
      mustEndAt(tools, run, story, 0);
    }
  },
);

suite.check(
  {
    id: 'repeated',
    promise:
      'of all notices about a transfer the first counts, and each other is answered as repeated',
    hurts:
      'A bank that gets no clear answer sends its notice again, for days. One that is told “accepted” twice takes two things for done.',
    read: 'repeated',
  },
  async (tools) => {
    const when = 'The bank says “settled”, and says it again when all is over.';
    const story = await Story.begin(tools, { when });
    await pass(story, HOUR);
    await story.brings('settled');
    const run = await story.ends();
    await story.brings('settled', { what: 'The same, after the end' });
    await story.hears();
    mustHear(tools, run, story, ['accepted', 'repeated']);
    mustEnd(tools, run, story, 'settled');
    await contradiction(tools);
    await severalAtOnce(tools);
  },
);

suite.check(
  {
    id: 'deadline',
    promise:
      'without a notice the clerk is alerted after 5 days, not before, and nothing is guessed',
    hurts:
      'A notice can get lost on its way. Without a deadline the run waits for years; with a guess, money is spent twice or never again.',
    read: 'never',
  },
  async (tools) => {
    const silent = await Story.begin(tools, { when: 'The bank never says anything.' });
    const run = await silent.ends();
    mustEnd(tools, run, silent, 'unconfirmed');
    mustEndAt(tools, run, silent, 5 * DAY);
    const when = 'The bank says “returned” 4 days and 20 hours after it got the transfer.';
    const slow = await Story.begin(tools, { when });
    await pass(slow, 4 * DAY + 20 * HOUR);
    await slow.brings('returned');
    const late = await slow.ends();
    mustHear(tools, late, slow, ['accepted']);
    mustEnd(tools, late, slow, 'returned');
  },
);

suite.check(
  {
    id: 'too-late',
    promise: 'a notice that comes after the deadline changes nothing, and the bank is told so',
    hurts:
      'The bank believes that we know, and a person here is just finding out. If neither hears of the other, the transfer is corrected twice.',
    read: 'late',
  },
  async (tools) => {
    const busy: Story = await Story.begin(tools, {
      when: 'The bank says “settled” while the clerk is being alerted.',
      faults: onCall('clerk.alert', async (_, act) => {
        if (busy.deliveries.length === 0) await busy.brings('settled');
        return act();
      }),
    });
    const alerted = await busy.ends();
    mustEnd(tools, alerted, busy, 'unconfirmed');
    mustHear(tools, alerted, busy, ['too late']);
    const over = await Story.begin(tools, { when: 'The bank says “settled” after 6 days.' });
    const run = await over.ends();
    await over.brings('settled');
    await over.hears();
    mustHear(tools, run, over, ['too late']);
  },
);

suite.check(
  {
    id: 'unknown',
    promise: 'a notice about no transfer of ours is answered as unknown, and starts nothing',
    hurts:
      'Banks mix up customers, and strangers find webhooks. What a notice can start, anybody can start.',
    read: 'unknown',
  },
  async (tools) => {
    const when = `A notice comes for ${STRANGE}, which does not exist.`;
    const story = await Story.begin(tools, { when });
    await pass(story, HOUR);
    await story.brings('settled', { reference: STRANGE, what: `The notice about ${STRANGE}` });
    const started = await story.started();
    await story.brings('settled', { what: 'The notice about ours' });
    const run = await story.ends();
    if (started.length > 0) {
      tools.fail(run, {
        expected: 'Nothing is started.',
        happened: `A run of ${list(started)} was started for ${STRANGE}.`,
        lines: deliveryLines(story.deliveries, ({ what }) => what.endsWith(STRANGE)),
      });
    }
    mustHear(tools, run, story, ['unknown', 'accepted']);
    mustEnd(tools, run, story, 'settled');
  },
);

suite.check(
  {
    id: 'crashes',
    promise:
      'whatever dies, and whenever, the transfer reaches the bank and the notice reaches the run',
    hurts:
      'A notice is often the only one. If it needs the very Worker that sent the transfer, a deployment is enough to lose it.',
    read: 'crashes',
  },
  async (tools) => {
    const calls = ['accounts.reserve', 'bank.submit', 'accounts.book'];
    const each = (moment: 'before the effect' | 'after the effect') => ({
      byName: Object.fromEntries(calls.map((name) => [name, dies(moment)])),
    });
    const cases: (RunOptions & { when: string })[] = [
      {
        when: 'At each call the Worker dies right before it is sent. The notice comes after 2 days.',
        faults: each('before the effect'),
      },
      {
        when: 'At each call the Worker dies before it has the reply. The notice comes after 2 days.',
        faults: each('after the effect'),
      },
      {
        when: 'The Worker dies after every workflow task. The notice comes after 2 days.',
        worker: 'lost',
      },
    ];
    for (const options of cases) {
      const story = await Story.begin(tools, options);
      await pass(story, 2 * DAY);
      await mustBeSubmitted(tools, story);
      await story.brings('settled');
      const run = await story.ends();
      mustHear(tools, run, story, ['accepted']);
      mustEnd(tools, run, story, 'settled');
    }
    await earlyAndLost(tools);
  },
);

suite.check(
  {
    id: 'answers-at-once',
    promise: 'the bank gets its answer at once, however long the booking takes',
    hurts:
      'Whoever calls a webhook hangs up after seconds, and counts that as a failure. Then it sends the notice again, and again.',
    read: 'slow-answers',
  },
  async (tools) => {
    const story = await Story.begin(tools, {
      when: 'The bank says “settled”. Booking fails twice before it succeeds.',
      faults: onCall('accounts.book', flaky('Unavailable', 'the service is down', { times: 2 })),
    });
    await pass(story, DAY);
    // Time stands still, so the second attempt to book does not come before the answer.
    const atOnce = await story.brings('settled');
    const run = await story.ends();
    if (!atOnce) {
      tools.fail(run, {
        expected: 'The bank has its answer before the money is booked.',
        happened: 'The bank waited for its answer until the booking had come through.',
        marked: isMessage,
        lines: deliveryLines(story.deliveries, () => true),
      });
    }
    mustHear(tools, run, story, ['accepted']);
    mustEnd(tools, run, story, 'settled');
  },
);

suite.chaos(
  {
    promise: 'the transfer reaches the bank, and the notice reaches the run',
    hurts:
      'A notice is often the only one. If it needs the very Worker that sent the transfer, a deployment is enough to lose it.',
    read: 'crashes',
  },
  async (tools) => {
    const story = await Story.begin(tools, { when: 'The bank says “settled” after 2 days.' });
    await pass(story, 2 * DAY);
    await mustBeSubmitted(tools, story);
    await story.brings('settled');
    const run = await story.ends();
    mustHear(tools, run, story, ['accepted']);
    mustEnd(tools, run, story, 'settled');
  },
);

/** While the first notice is acted on, the bank says the opposite. */
async function contradiction(tools: Tools): Promise<void> {
  const story: Story = await Story.begin(tools, {
    when: 'While the money is being booked, the bank says “returned”.',
    faults: onCall('accounts.book', async (_, act) => {
      if (story.deliveries.length === 1) await story.brings('returned');
      return act();
    }),
  });
  await pass(story, HOUR);
  await story.brings('settled');
  const run = await story.ends();
  mustHear(tools, run, story, ['accepted', 'repeated']);
  mustEnd(tools, run, story, 'settled');
}

/**
 * The same notice comes several times before the workflow has seen the first. An answer that looks
 * first and notes later is caught only where the looks come before the notes, which is mostly, and
 * not always; so there is more than one occasion.
 */
async function severalAtOnce(tools: Tools): Promise<void> {
  const when = 'The bank says “settled” three times at the same moment.';
  for (let occasion = 1; occasion <= OCCASIONS; occasion += 1) {
    const story = await Story.begin(tools, { when });
    await pass(story, HOUR);
    await Promise.all([1, 2, 3].map(async () => story.brings('settled')));
    const run = await story.ends();
    // Which of them is first is nobody's business, so there is no history to show.
    const heard = story.deliveries.map(answerText);
    const odd = heard.find((answer) => answer !== '"accepted"' && answer !== '"repeated"');
    const accepted = heard.filter((answer) => answer === '"accepted"').length;
    if (accepted !== 1 || odd !== undefined) {
      const many = accepted === 0 ? 'None of them' : 'More than one of them';
      tools.failData({
        when,
        expected: "One of them is answered as 'accepted', and each other as 'repeated'.",
        happened: odd === undefined ? `${many} was answered as 'accepted'.` : `One heard ${odd}.`,
      });
    }
    mustEnd(tools, run, story, 'settled');
  }
}

/** The notice comes before the reply to submit, and the reply is lost. */
async function earlyAndLost(tools: Tools): Promise<void> {
  const lost = dies('after the effect');
  const story: Story = await Story.begin(tools, {
    when: 'The bank says “settled” before it replies to submit. Then the Worker dies without the reply.',
    faults: onCall('bank.submit', async (task, act, world) => {
      const reply = await act();
      if (story.deliveries.length === 0) await story.brings('settled');
      return lost(task, async () => reply, world);
    }),
  });
  const run = await story.ends();
  mustHear(tools, run, story, ['accepted']);
  mustEnd(tools, run, story, 'settled');
}

function onCall(name: string, fault: Fault): NonNullable<RunOptions['faults']> {
  return { byName: { [name]: fault } };
}

/** Lets the workflow do what it can, and then time pass. */
async function pass({ run }: Story, time: number): Promise<void> {
  await run.rests();
  await run.passTime(time);
  await run.rests();
}

/** By now the bank has the transfer. If not, the run's own way is told. */
async function mustBeSubmitted({ fail }: Tools, story: Story): Promise<void> {
  if (story.isSubmitted) return;
  const run = await story.ends();
  fail(run, {
    expected: 'The bank has the transfer by then.',
    happened: `It had not got it, and the workflow ${ending(run)}.`,
  });
}

/** The bank heard these answers, in this order. */
function mustHear(
  { fail }: Tools,
  run: Run,
  { deliveries }: Story,
  answers: readonly Answer[],
): void {
  for (const [index, answer] of answers.entries()) {
    const delivery = deliveries[index];
    if (delivery?.outcome?.kind === 'returned' && delivery.outcome.result === answer) continue;
    fail(run, {
      expected: `${delivery?.what ?? 'A notice'} is answered as '${answer}'.`,
      happened: delivery
        ? `The answer was ${answerText(delivery)}.`
        : `The moment for it never came, and the workflow ${ending(run)}.`,
      marked: isMessage,
      lines: deliveryLines(deliveries, (one) => one === delivery),
    });
  }
}

/** The transfer ended like this, and nothing else was done. */
function mustEnd({ fail }: Tools, run: Run, { deliveries }: Story, outcome: Outcome): void {
  const wanted = ['accounts.reserve', 'bank.submit', CALLS[outcome]];
  const called = [...new Set(run.world.calls.map(({ name }) => name))];
  const missing = wanted.find((name) => !called.includes(name));
  const odd = called.find((name) => !wanted.includes(name));
  const lines = deliveryLines(deliveries, () => false);
  if (missing !== undefined || odd !== undefined) {
    fail(run, {
      expected: `For a transfer that is ${outcome}, ${list(wanted)} are called.`,
      happened:
        odd === undefined ? `${missing ?? ''} was never called.` : `${odd} was called, too.`,
      marked: (event) => isMessage(event) || isOf(run, odd)(event),
      lines,
    });
  }
  if (run.state === 'completed' && run.result === outcome) return;
  fail(run, {
    expected: `The workflow ends as Completed, and returns '${outcome}'.`,
    happened: `It ${ending(run)}.`,
    lines,
  });
}

/** What the outcome asks for was done at this time after the bank got the transfer. */
function mustEndAt({ fail }: Tools, run: Run, { deliveries }: Story, due: number): void {
  const [submit] = run.world.calls.filter(({ name }) => name === 'bank.submit');
  const last = run.world.calls.findLast(({ name }) => Object.values(CALLS).includes(name));
  if (!submit || !last) return;
  const off = last.at - submit.at - due;
  if (off > -LATE && off < LATE) return;
  const moment =
    due === 0 ? 'as soon as submit is over' : `${due / DAY} days after the bank got the transfer`;
  fail(run, {
    expected: `${last.name} is called ${moment}.`,
    happened: `It was called ${Math.round(Math.abs(off) / HOUR)} hours too ${off > 0 ? 'late' : 'early'}.`,
    marked: (event) => isMessage(event) || isOf(run, last.name)(event),
    lines: deliveryLines(deliveries, () => false),
  });
}

function isMessage({ type }: HistoryEvent): boolean {
  return type === 'WorkflowExecutionSignaled' || type === 'WorkflowExecutionUpdateAccepted';
}

/** The event that scheduled the activity which made a call. */
function isOf(run: Run, name: string | undefined): (event: HistoryEvent) => boolean {
  const by = run.world.calls.find((call: CallRecord) => call.name === name)?.activityId;
  return ({ type, activityId }) => type === 'ActivityTaskScheduled' && activityId === by;
}
