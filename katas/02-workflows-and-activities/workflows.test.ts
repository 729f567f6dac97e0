import {
  count,
  dies,
  ending,
  kata,
  list,
  type CallRecord,
  type Fault,
  type Run,
  type Tools,
} from '#kit';
import {
  callLines,
  cases,
  deeds,
  deedsOf,
  dueDeeds,
  early,
  EFFECTS,
  isMoney,
  isSame,
  large,
  numbers,
  outOfOrder,
  repeated,
  repeatedWithOthers,
  story,
  theatre,
  type Case,
} from './world.ts';

const MINUTE = 60_000;

const suite = kata('workflows-and-activities', { services: theatre });

suite.check(
  {
    id: 'refunds-by-the-rules',
    promise: 'each customer gets what the rules say, once and in the right order',
    hurts:
      'Paid too little, the customer has to fight for what is theirs. Paid too much, the money is lost, and a customer with money and valid tickets has both.',
    read: 'the-border',
  },
  async (tools) => {
    const { each, expect, fail } = tools;
    await each(cases, async (one) => {
      const run = await refund(tools, one);
      expect(run).toHaveCompleted();
      const due = dueDeeds(one);
      if (!isSame(deeds(run), due) || run.ledger.entries.length > due.length) {
        fail(run, {
          expected: `In the end, ${list(due)}.`,
          happened: story(run),
          lines: callLines(run),
        });
      }
      const early = outOfOrder(run);
      if (early) {
        const [first, then] = early;
        fail(run, {
          expected: `${first.name} has answered before ${then.name} is asked.`,
          happened: `${then.name} was asked while ${first.name} had not answered yet.`,
          marked: ofActivities([first.activityId, then.activityId], run),
        });
      }
      expect(run).toHaveReturned(one.amount);
    });
  },
);

suite.check(
  {
    id: 'one-service-down',
    promise: 'while one service is down, no other is asked again',
    hurts:
      'Where one retry repeats the deeds before it, they are done again, or decided again in a world that they have changed. A bad minute of one service then costs money at another.',
    read: 'one-deed-each',
  },
  async (tools) => {
    await tools.each(['boxOffice.find', ...EFFECTS], async (name) => {
      const run = await tools.run('processRefund', [request(large)], {
        when: `${name} is down: it fails twice, and works from then on.`,
        faults: { byName: { [name]: downTwice() } },
      });
      mustBeDone(tools, run);
      mustNotAskAgain(tools, run, repeated(run));
    });
  },
);

suite.check(
  {
    id: 'lost-replies',
    promise: 'when a Worker dies, at most the deed in its hands is asked for again',
    hurts:
      'A Worker dies in the middle at every deployment. What it had done before that must count as done, for good.',
    read: 'lost-replies',
  },
  async (tools) => {
    const undisturbed = await refund(tools, large);
    const subject = { workflow: 'processRefund', args: [request(large)], undisturbed };
    await tools.crashEverywhere(subject, (run) => {
      mustBeDone(tools, run);
      mustNotAskAgain(tools, run, repeatedWithOthers(run));
    });
  },
);

suite.check(
  {
    id: 'one-reading',
    promise: 'everything is decided by one reading of the booking',
    hurts:
      'Two readings are two opinions. The customer is paid by one and told by the other, and both are right.',
    read: 'one-reading',
  },
  async ({ run, fail }) => {
    const corrected = { ...early, booking: { ...early.booking, price: 60 }, amount: 48 };
    const one = await run('processRefund', [request(early)], {
      when: 'Right after its first reading, the box office corrects the booking: the price was 60 euros, not 100.',
      faults: { byName: { 'boxOffice.find': correctedAfterOne(corrected) } },
    });
    if ([early, corrected].some((reading) => isSame(deeds(one), dueDeeds(reading)))) return;
    fail(one, {
      expected: 'Payment and mail agree: 80 euros, by the first reading.',
      happened: story(one),
      marked: ofActivities(
        one.world.calls
          .filter(({ name }) => name !== 'boxOffice.voidTickets')
          .map((call) => call.activityId),
        one,
      ),
      lines: callLines(one, ({ name }) => name !== 'boxOffice.voidTickets'),
    });
  },
);

suite.check(
  {
    id: 'history-tells-why',
    promise: 'the history tells what was read and what was decided, before the money moves',
    hurts:
      'A year and three changes of the rules later, somebody asks why it was this amount. What only an activity knew, nobody can tell.',
    read: 'on-the-record',
  },
  async (tools) => {
    await tools.each([early, large], async (one) => {
      mustTellWhy(tools, await refund(tools, one), one);
    });
  },
);

suite.check(
  {
    id: 'no-hidden-decisions',
    promise: 'no activity is scheduled that then decides to do nothing',
    hurts:
      'The history says that it was done, in the same words, whether it was or not. Who trusts the history is wrong, and who can’t trust it has none.',
    read: 'no-hidden-decisions',
  },
  async (tools) => {
    const { fail } = tools;
    const runs: Run[] = [];
    for (const one of cases) runs.push(await refund(tools, one));
    const active = new Map(
      runs.flatMap((run) => run.activities.flatMap((act) => deedsOf(run, act).map(byActivity))),
    );
    for (const run of runs) {
      const idle = run.activities.find(
        (act) => active.has(act.name) && deedsOf(run, act).length === 0,
      );
      if (!idle) continue;
      fail(run, {
        expected: `${idle.name} is scheduled when it has something to do, and else it is not.`,
        happened: `Event ${idle.scheduled.id} schedules ${idle.name}, which in other runs asks ${active.get(idle.name)}. Here it changed nothing.`,
        marked: ofActivities([idle.activityId], run),
        lines: callLines(run, () => false),
      });
    }
  },
);

suite.check(
  {
    id: 'short-attempts',
    promise: 'a Worker that dies costs minutes, not hours',
    hurts:
      'Nobody tells the server that a Worker is dead. It waits as long as you said that one attempt may take, and the customer waits too.',
    read: 'short-attempts',
  },
  async ({ run, expect }) => {
    const faults = { byName: { 'payments.refund': dies('after the effect') } };
    const when = 'The Worker dies right after payments.refund took effect.';
    const crashed = await run('processRefund', [request(early)], { when, faults });
    expect(crashed).toHaveTaken({ atMost: 10 * MINUTE });
  },
);

suite.chaos(
  {
    promise:
      'the refund is done once, and at most the deed in a dead Worker’s hands is asked for again',
    hurts:
      'A Worker dies in the middle at every deployment. What it had done before that must count as done, for good.',
    read: 'lost-replies',
  },
  async (tools) => {
    const run = await refund(tools, large);
    mustBeDone(tools, run);
    mustNotAskAgain(tools, run, repeatedWithOthers(run));
  },
);

function request({ booking, on }: Case) {
  return { booking: booking.id, on };
}

/** The run of a case in which nothing goes wrong: one for all checks. */
function refund({ run }: Tools, one: Case): Promise<Run> {
  const when = `Somebody asks for a refund ${one.story}.`;
  return run('processRefund', [request(one)], { share: 'refund', when });
}

function downTwice(): Fault {
  let asked = 0;
  return async (_, act) => {
    asked += 1;
    const failure = { type: 'Unavailable', message: 'the service is down', retryable: true };
    return asked > 2 ? act() : { kind: 'failed', failure };
  };
}

function correctedAfterOne({ booking }: Case): Fault {
  let readings = 0;
  return async (_, act) => {
    readings += 1;
    return readings > 1 ? { kind: 'completed', result: booking } : act();
  };
}

function mustBeDone({ fail }: Tools, run: Run): void {
  const due = dueDeeds(large);
  if (run.state === 'completed' && isSame(deeds(run), due)) return;
  const finding = {
    expected: `In the end, ${list(due)}.`,
    happened: `${story(run)} The workflow ${ending(run)}.`,
    lines: callLines(run),
  };
  fail(run, finding, {
    hurts:
      'A refund that stops half-way, or takes its own deeds for facts, leaves a customer without tickets, and without money or a mail that can be trusted.',
  });
}

/** @param calls those on one service that came again after it had answered */
function mustNotAskAgain({ fail }: Tools, run: Run, calls: readonly CallRecord[]): void {
  const [first] = calls;
  if (!first) return;
  fail(run, {
    expected: `${first.name} is not asked again: it had answered.`,
    happened: `${first.name} was asked ${count(calls.length)}: by ${list(calls.map(asker))}.`,
    marked: ofActivities(
      calls.map(({ activityId }) => activityId),
      run,
    ),
    lines: callLines(run, (call) => calls.includes(call)),
  });
}

function mustTellWhy({ fail }: Tools, run: Run, { amount, booking: { price } }: Case): void {
  const paying = run.world.calls.find(({ name }) => name === 'payments.refund');
  const payer = run.activities.find(({ activityId }) => activityId === paying?.activityId);
  if (!payer) return fail(run, { expected: `${amount} euros are paid.`, happened: story(run) });
  const { name, scheduled } = payer;
  const given = numbers(scheduled.input);
  if (!given.some((number) => isMoney(number, amount))) {
    const told =
      given.length > 0
        ? `All numbers that it was given: ${list(given.map(String))}.`
        : 'It was given no number.';
    fail(run, {
      expected: `The ${amount} euros stand in the history before they are paid.`,
      happened: `Event ${scheduled.id} schedules ${name}, which paid ${amount} euros. ${told}`,
      marked: ({ id }) => id === scheduled.id,
    });
  }
  const results = run.activities.flatMap(({ closed }) =>
    closed && closed.id < scheduled.id && closed.result !== undefined ? [closed] : [],
  );
  if (results.some(({ result }) => numbers(result).some((number) => isMoney(number, price))))
    return;
  const told = results.map(({ id, result }) => `event ${id} brought ${JSON.stringify(result)}`);
  fail(run, {
    expected: `Before ${name} is scheduled, the history tells the price of ${price} euros, by which the ${amount} euros were decided.`,
    happened: `Until then, ${told.length > 0 ? list(told) : 'no activity brought anything back'}.`,
    marked: (event) => results.includes(event) || event.id === scheduled.id,
  });
}

function byActivity({ activity, name }: CallRecord): [activity: string, service: string] {
  return [activity, name];
}

function asker({ activity, attempt }: CallRecord): string {
  return `${activity} in attempt ${attempt}`;
}

/** The events that schedule or end some activities. */
function ofActivities(ids: readonly (string | undefined)[], { activities }: Run) {
  const events = activities
    .filter(({ activityId }) => ids.includes(activityId))
    .flatMap(({ scheduled, closed }) => [scheduled.id, closed?.id]);
  return ({ id }: { id: number }) => events.includes(id);
}
