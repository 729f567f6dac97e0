import { count, kata, list, type Fault, type Run, type RunOptions, type Tools } from '#kit';
import { CLAIM, PAYABLE } from './histories/claim.ts';
import v1 from './histories/v1.json' with { type: 'json' };
import v2 from './histories/v2.json' with { type: 'json' };
import { insurance } from './world.ts';

const AMOUNT = Object.values(PAYABLE).reduce((total, payable) => total + payable);
const WAIT = 14 * 86_400_000;

const versioning = kata('versioning', { services: insurance });

/** The code that a claim began under: its recorded history, and the patches that it had. */
const FIRST = { history: v1, had: [], name: 'the first code' };
const LETTER = { history: v2, had: ['decision-letter'], name: 'the code with the letter' };
type Earlier = typeof FIRST | typeof LETTER;

versioning.check(
  {
    id: 'first-claims-replay',
    promise: 'a claim that was settled under the first code replays to its end',
    hurts:
      'Claims like this one are open. At their next workflow task each of them is replayed, and stops where the code leaves the recorded way. Nobody is told: they just never pay.',
    read: 'a-change-without-a-patch',
  },
  async ({ replays }) => {
    await replays(v1, {
      when: 'A claim that began before there was a letter is replayed by your code.',
    });
  },
);

versioning.check(
  {
    id: 'letter-claims-replay',
    promise: 'a claim that was settled under the code with the letter replays to its end',
    hurts:
      'Most open claims are of this kind. Their histories have one marker, and the code answers for what that marker has meant so far.',
    read: 'one-id-for-each-change',
  },
  async ({ replays }) => {
    await replays(v2, {
      when: 'A claim that began with the letter, under the code of yesterday, is replayed by your code.',
    });
  },
);

versioning.check(
  {
    id: 'new-claims-take-the-new-way',
    promise: 'a new claim is assessed by the new prices, and screened before it is paid',
    hurts:
      'The rule holds from tonight on. A claim that comes in tomorrow and goes the old way is paid by the wrong prices, and to whoever asks.',
    read: 'what-a-patch-decides',
  },
  async (tools) => {
    const run = await settle(tools, 'A new claim with four invoices comes in.');
    mustAssess(tools, run, '2026');
    mustSend(tools, run);
    mustScreenAndPay(tools, run);
    tools.expect(run).toHaveSlept(WAIT);
  },
);

versioning.check(
  {
    id: 'suspicious-claims-are-not-paid',
    promise: 'a suspicious claim goes to an investigator, and nothing is paid',
    hurts: 'Money that went to a fraud does not come back because somebody looks into it later.',
    read: 'what-a-patch-decides',
  },
  async (tools) => {
    const run = await settle(
      tools,
      'A new claim comes in, and the screening finds it suspicious.',
      {
        faults: SUSPICIOUS,
      },
    );
    mustInvestigate(tools, run);
  },
);

versioning.check(
  {
    id: 'one-claim-one-list',
    promise: 'a claim that the deployment meets among its invoices keeps to the old prices',
    hurts:
      'Half of the claim by one list, half by the other: no replay fails and no alert goes off. The customer’s lawyer finds it.',
    read: 'loops',
  },
  async (tools) => {
    await tools.each(
      [
        [LETTER, 2],
        [FIRST, 3],
        [LETTER, 1],
        [FIRST, 1],
      ] as const,
      async ([earlier, nth]) => {
        const run = await settle(
          tools,
          `A claim began under ${earlier.name}. Your code is deployed while invoice ${nth} of 4 is being assessed.`,
          deployedDuring(earlier, 'assessInvoice', nth),
        );
        mustAssess(tools, run, undefined, nth);
        mustSend(tools, run);
        mustPay(tools, run);
      },
    );
    const unassessed = await settle(
      tools,
      `A claim began under ${LETTER.name}. Your code is deployed before the first invoice.`,
      deployedDuring(LETTER, 'assignAssessor', 1),
    );
    mustAssess(tools, unassessed, 'either');
  },
);

versioning.check(
  {
    id: 'waiting-claims-are-screened',
    promise: 'a claim that is open and not yet paid is screened too',
    hurts:
      'Whoever handed in a false claim last week waits for the money now. Those are the claims that the screening was asked for.',
    read: 'where-to-ask',
  },
  async (tools) => {
    await tools.each([LETTER, FIRST] as const, async (earlier) => {
      const when = `A claim began under ${earlier.name}. Your code is deployed during its two weeks.`;
      const deployed = deployedDuring(earlier, 'sleep', 1);
      const run = await settle(tools, when, deployed);
      mustAssess(tools, run, undefined, 4);
      mustScreenAndPay(tools, run);
      const caught = await settle(tools, `${when} The screening finds it suspicious.`, {
        ...deployed,
        faults: SUSPICIOUS,
      });
      mustInvestigate(tools, caught);
    });
    const early = await settle(
      tools,
      `A claim began under ${FIRST.name}. Your code is deployed while invoice 2 of 4 is being assessed.`,
      deployedDuring(FIRST, 'assessInvoice', 2),
    );
    mustScreenAndPay(tools, early);
  },
);

versioning.check(
  {
    id: 'paid-claims-stay-as-they-are',
    promise: 'a claim that is being paid is closed as before, and paid once',
    hurts:
      'What is paid can’t be decided again. A claim that is taken back to an earlier step after its money has gone is one that nobody has a procedure for.',
    read: 'where-to-ask',
  },
  async (tools) => {
    await tools.each(
      [
        [LETTER, 'payOut'],
        [FIRST, 'payOut'],
        [LETTER, 'closeClaim'],
      ] as const,
      async ([earlier, step]) => {
        const run = await settle(
          tools,
          `A claim began under ${earlier.name}. Your code is deployed while ${step} is under way.`,
          { ...deployedDuring(earlier, step, 1), faults: SUSPICIOUS },
        );
        for (const name of ['screenClaim', 'openInvestigation']) {
          tools.expect(run).toHaveScheduledTimes(name, 0);
        }
        mustPay(tools, run);
      },
    );
  },
);

versioning.chaos(
  {
    promise: 'a new claim takes the new way from its beginning to its end',
    hurts: 'A claim waits for two weeks, and is replayed by every Worker that comes meanwhile.',
    read: 'what-a-patch-decides',
  },
  async (tools) => {
    const run = await settle(tools, 'A new claim with four invoices comes in.');
    mustSend(tools, run);
    mustScreenAndPay(tools, run);
  },
);

/** The screening finds something. */
const suspicious: Fault = async () => ({ kind: 'completed', result: { suspicious: true } });
const SUSPICIOUS = { byName: { screenClaim: suspicious } };

function settle(tools: Tools, when: string, options: RunOptions = {}): Promise<Run> {
  return tools.run('settleClaim', [CLAIM], { when, ...options });
}

/** The answer is deployed while a step of an earlier claim is under way: the nth of its name. */
function deployedDuring({ history, had }: Earlier, step: string, nth: number): RunOptions {
  const begun: readonly { eventId: string; activityTaskScheduledEventAttributes?: unknown }[] =
    history.events.filter((event) =>
      step === 'sleep'
        ? event.eventType === 'EVENT_TYPE_TIMER_STARTED'
        : event.activityTaskScheduledEventAttributes?.activityType.name === step,
    );
  const after = Number(begun[nth - 1]?.eventId);
  if (!after) throw new Error(`The recorded history has no ${step} number ${nth}.`);
  return { deployment: { after, had } };
}

type Prices = '2026' | undefined;

/**
 * All invoices were assessed, each once, and by one list.
 *
 * @param before how many of them were asked for before the deployment
 */
function mustAssess({ fail }: Tools, run: Run, wanted: Prices | 'either', before = 0): void {
  const asked = run.activitiesNamed('assessInvoice');
  const inputs = asked.map(({ input }) => input as { invoice?: string; prices?: Prices });
  const invoices = inputs.map(({ invoice }) => invoice);
  const all = CLAIM.invoices;
  const each = 'assessInvoice is asked for each invoice once, in their order';
  if (invoices.join() !== all.join()) {
    fail(run, {
      expected: `${each}: ${list(all)}.`,
      happened: `It was asked for ${list(invoices.map((id) => id ?? 'nothing'))}.`,
      marked: ({ type, name }) => type === 'ActivityTaskScheduled' && name === 'assessInvoice',
    });
  }
  const wantedList = wanted === 'either' ? listOf(inputs[0]?.prices) : listOf(wanted);
  const wrong = asked.filter((_, index) => listOf(inputs[index]?.prices) !== wantedList);
  const [first] = wrong;
  if (!first) return;
  const numbers = wrong.map(({ scheduled }) => scheduled.id);
  const marked = ({ id }: { id: number }) => numbers.includes(id);
  const expected =
    wanted === 'either'
      ? 'All four invoices are assessed by one list.'
      : `All four invoices are assessed by the list of ${wantedList}.`;
  const found = listOf((first.input as { prices?: Prices }).prices);
  if (asked.indexOf(first) < before) {
    const happened = `Your code asks for the list of ${found} here too, at an invoice that was assessed by the list of ${wantedList} before the deployment. A replay does not compare what an activity is given: it lets this pass, and the rest goes by ${found}.`;
    fail(run, { expected, happened, marked }, { read: 'versioning#arguments-timers-and-options' });
  }
  fail(run, {
    expected,
    happened: `${wrong.length} of them ${wrong.length === 1 ? 'was' : 'were'} assessed by the list of ${found}, from event ${first.scheduled.id} on.`,
    marked,
  });
}

function listOf(prices: Prices | null): string {
  return prices ?? '2019';
}

/** The letter was sent, once, before the two weeks. */
function mustSend({ expect }: Tools, run: Run): void {
  expect(run)
    .toHaveScheduledTimes('sendDecision', 1)
    .toHaveWaitedBetween(['sendDecision', 'payOut']);
}

function mustScreenAndPay(tools: Tools, run: Run): void {
  const { expect, fail } = tools;
  const [screened] = run.activitiesNamed('screenClaim');
  const [paid] = run.activitiesNamed('payOut');
  if (!screened) {
    fail(run, {
      expected: 'screenClaim is scheduled once.',
      happened: 'It was never scheduled.',
      marked: ({ id, type }) => type === 'TimerStarted' || id === paid?.scheduled.id,
    });
  }
  expect(run).toHaveScheduledTimes('screenClaim', 1);
  const [closed, asked] = [screened?.closed?.id ?? Infinity, paid?.scheduled.id ?? Infinity];
  if (closed > asked) {
    fail(run, {
      expected: 'payOut is asked for when screenClaim has said that nothing is wrong.',
      happened: `payOut was scheduled (event ${asked}), and screenClaim had not answered.`,
      marked: ({ id }) => id === asked || id === screened?.scheduled.id,
    });
  }
  expect(run).toHaveGiven(
    'screenClaim',
    `the claim's amount, ${AMOUNT}`,
    ({ amount }: { amount?: unknown }) => amount === AMOUNT,
  );
  mustPay(tools, run);
}

/** The claim was paid once and in full, and then closed. */
function mustPay({ expect }: Tools, run: Run): void {
  expect(run)
    .toHaveCompleted()
    .toHaveScheduledTimes('payOut', 1)
    .toHaveScheduledTimes('closeClaim', 1)
    .toHaveWaitedBetween(['payOut', 'closeClaim'])
    .toHaveGiven(
      'payOut',
      `the claim's amount, ${AMOUNT}`,
      ({ amount }: { amount?: unknown }) => amount === AMOUNT,
    )
    .toHaveReturned({ outcome: 'paid', paid: AMOUNT });
}

/** Nothing was paid or closed; an investigator has the claim. */
function mustInvestigate({ expect, fail }: Tools, run: Run): void {
  const [paid] = run.activitiesNamed('payOut');
  if (paid) {
    fail(run, {
      expected: 'payOut is not asked for.',
      happened: `It was scheduled ${count(run.activitiesNamed('payOut').length)}, first by event ${paid.scheduled.id}.`,
      marked: ({ id }) => id === paid.scheduled.id,
    });
  }
  expect(run)
    .toHaveScheduledTimes('openInvestigation', 1)
    .toHaveScheduledTimes('closeClaim', 0)
    .toHaveReturned({ outcome: 'under investigation', paid: 0 });
}
