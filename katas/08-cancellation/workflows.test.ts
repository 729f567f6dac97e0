import {
  cancelMeanwhile,
  down,
  duration,
  ending,
  fails,
  kata,
  list,
  type ActivityRecord,
  type HistoryEvent,
  type InFlight,
  type Judge,
  type Run,
  type Tools,
} from '#kit';
import {
  HOLDS,
  HOLD_NAMES,
  UNDO_NAMES,
  cancelAnd,
  hospitalsWith,
  isInTheAir,
  mission,
  nameOf,
  ofActivities,
  rescue,
  stillHeld,
  wasTold,
} from './world.ts';

const MINUTE = 60_000;
const SEARCH = 20 * MINUTE;

/** Up to the point of no return. */
const STEPS = ['holdAircraft', 'holdCrew', 'askForBed', 'takeOff'];
const flying = {
  workflow: 'flyPatient',
  args: [mission],
  steps: STEPS,
  options: { share: 'a flight' },
};

const cancellation = kata('cancellation', { services: rescue });

cancellation.check(
  {
    id: 'flies-the-patient',
    promise:
      'aircraft and then crew are held, hospitals asked in their order until one has a bed, and the patient is flown and announced there',
    hurts:
      'A hospital that has no bed, or that nobody told, is the wrong place to land with a patient.',
    read: 'in-code',
  },
  async ({ run, each, expect }) => {
    const cases = [
      { hospitals: mission.hospitals, asked: 2, to: 'Lakeside' },
      { hospitals: ['Northfield'], asked: 1, to: mission.fallback },
    ];
    await each(cases, async ({ hospitals, asked, to }) => {
      const plain = hospitals === mission.hospitals;
      const flown = await run('flyPatient', [{ ...mission, hospitals }], {
        ...(plain ? flying.options : { when: 'The only hospital on the list has no bed.' }),
      });
      const steps = [
        ...HOLD_NAMES,
        ...Array.from({ length: asked }, () => 'askForBed'),
        'takeOff',
        'announceArrival',
      ];
      const expected = expect(flown)
        .toHaveCompleted()
        .toHaveScheduled(steps)
        .toHaveWaitedBetween(steps);
      const there = ({ hospital }: { hospital?: string }) => hospital === to;
      expected
        .toHaveGiven('takeOff', `hospital '${to}'`, there)
        .toHaveGiven('announceArrival', `hospital '${to}'`, there)
        .toHaveReturned(to);
    });
  },
);

cancellation.check(
  {
    id: 'limits-the-search',
    promise:
      'the search has 20 minutes for all hospitals together, and then the flight goes to the fallback',
    hurts:
      'A patient waits in an aircraft for a phone that nobody answers. Limits for each call add up: three hospitals of 20 minutes each are an hour.',
    read: 'a-step-with-a-time-limit',
  },
  async (tools) => {
    const cases = [
      deadLines,
      {
        when: 'The line to Northfield is dead for 12 minutes, and then Northfield has no bed. The lines to the others are dead for hours.',
        faults: () => deadFor({ Northfield: 12 * MINUTE }),
      },
    ];
    await tools.each(cases, async ({ when, faults }) => {
      const run = await search(tools, when, faults());
      mustFlyTo(tools, run, mission.fallback);
      const took = searchTime(run);
      if (took >= SEARCH - 3 * MINUTE && took <= SEARCH + 2 * MINUTE) return;
      tools.fail(run, {
        expected: `The flight leaves ${duration(SEARCH)} after the search began.`,
        happened: `It left after ${duration(Math.round(took / 1000) * 1000)}.`,
        marked: ({ id }) =>
          run.activitiesNamed('askForBed', 'takeOff').some(({ scheduled }) => scheduled.id === id),
      });
    });
    const patient = await search(
      tools,
      'The line to Northfield is dead for 10 minutes, and then Northfield has no bed. Lakeside has one.',
      { Northfield: down({ for: 10 * MINUTE }) },
    );
    mustHearFrom(tools, patient, 'Northfield');
    mustFlyTo(tools, patient, 'Lakeside');
  },
);

cancellation.check(
  {
    id: 'stops-asking',
    promise: 'a question that nobody waits for any more is told to stop',
    hurts:
      'Somebody walks through the wards for a bed that nobody needs. Work that is not told to stop goes on for as long as its own timeouts and retries allow, which may be for ever.',
    read: 'told-to-stop',
  },
  async (tools) => {
    const { fail } = tools;
    const late = await search(tools, deadLines.when, deadLines.faults());
    const [off] = late.activitiesNamed('takeOff');
    const forgotten = late
      .activitiesNamed('askForBed')
      .find((question) => off && !wasTold(late, question, off.scheduled.id + 1));
    if (off && forgotten) {
      fail(late, {
        expected:
          'When the aircraft takes off, whoever is still being asked has been told to stop.',
        happened: `${nameOf(forgotten)}, event ${forgotten.scheduled.id}, was neither over nor asked to cancel when takeOff was scheduled (event ${off.scheduled.id}).`,
        marked: ({ id }) => id === forgotten.scheduled.id || id === off.scheduled.id,
      });
    }
    await cancelAt(tools, 'took effect', (run, step) => {
      if (step?.name !== 'askForBed') return;
      const question = run.activities.find(({ activityId }) => activityId === step.activityId);
      const asked = run.all('ActivityTaskCancelRequested');
      if (!question || asked.some(({ of }) => of === question.scheduled.id)) return;
      fail(run, {
        expected: `${nameOf(step)} is asked to cancel as well.`,
        happened: `No such request was made to it (event ${question.scheduled.id}).`,
        marked: cancelAnd(run, ['askForBed']),
      });
    });
  },
);

cancellation.check(
  {
    id: 'leaves-no-timer',
    promise: 'when the search is over, its clock does not run on',
    hurts:
      'A timer that nobody stops wakes the workflow for nothing, and whatever hangs on it happens in a flight that has long left. Thousands of runs keep thousands of them.',
    read: 'forgotten-clocks',
  },
  async (tools) => {
    const { run, expect } = tools;
    const found = await run('flyPatient', [mission], flying.options);
    expect(found).toHaveLeftNoTimer();
    await cancelAt(tools, 'took effect', (cancelled) => {
      expect(cancelled).toHaveLeftNoTimer();
    });
  },
);

cancellation.check(
  {
    id: 'gives-back-after-failure',
    promise: 'when a step fails, aircraft and crew are given back, and the run ends as Failed',
    hurts:
      'An aircraft that is set aside for a mission that will never fly is missing for the next.',
    read: 'every-end',
  },
  async (tools) => {
    const { run, each, expect } = tools;
    await each(['holdCrew', 'takeOff'] as const, async (name) => {
      const [type, message] = REFUSALS[name];
      const failed = await run('flyPatient', [mission], {
        when: `${name} fails for good: ${type}, ${message}.`,
        faults: { byName: { [name]: fails(type, message) } },
      });
      mustGiveBack(tools, failed, undefined);
      expect(failed).toHaveFailedWith(type);
    });
  },
);

cancellation.check(
  {
    id: 'stays-on-the-ground',
    promise: 'a mission that was cancelled before take-off never takes off',
    hurts:
      'The patient was taken by road an hour ago, and the aircraft that the next one needs is in the air.',
    read: 'whose-cancel',
  },
  async (tools) => {
    await cancelAt(tools, 'took effect', (run, step) => {
      if (step?.name === 'takeOff' || !isInTheAir(run)) return;
      const [off] = run.activitiesNamed('takeOff');
      tools.fail(run, {
        expected: 'The aircraft stays on the ground.',
        happened: `The workflow scheduled takeOff (event ${off?.scheduled.id}), and ${ending(run)}.`,
        marked: cancelAnd(run, ['takeOff']),
      });
    });
  },
);

cancellation.check(
  {
    id: 'gives-back-when-cancelled',
    promise: 'cancelled at any moment before take-off, aircraft and crew are given back',
    hurts:
      'Cancelling is the ordinary way to end a mission early. If it skips the clean-up, every change of mind costs an aircraft and a crew until somebody notices.',
    read: 'shield-the-way-back',
  },
  async (tools) => {
    await cancelAt(tools, 'took effect', (run, step) => {
      if (!isInTheAir(run)) mustGiveBack(tools, run, step);
    });
  },
);

cancellation.check(
  {
    id: 'undoes-last',
    promise: 'a call that takes effect after the cancel is undone after that',
    hurts:
      'To be asked to cancel is not to stop. An undo that overtakes its step finds nothing to undo, and then the step takes effect, with nobody left to take it back.',
    read: 'a-request-not-a-stop',
  },
  async (tools) => {
    await cancelAt(tools, 'takes effect late', (run, step) => {
      const own = run.activities.find(({ activityId }) => activityId === step?.activityId);
      if (own?.name === 'askForBed') return;
      mustHearFirst(tools, run, own);
    });
  },
);

cancellation.check(
  {
    id: 'ends-as-canceled',
    promise: 'a cancelled mission ends as Canceled, neither Failed nor Completed',
    hurts:
      'Failed wakes the people on call for something that somebody wanted. Completed tells the dispatcher that a patient was flown.',
    read: 'let-it-through',
  },
  async (tools) => {
    await cancelAt(tools, 'took effect', (run, step) => {
      if (step?.name !== 'takeOff') tools.expect(run).toHaveBeenCancelled();
    });
  },
);

cancellation.check(
  {
    id: 'no-way-back',
    promise: 'once the aircraft is in the air, nothing is given back and the patient is announced',
    hurts:
      'The flight goes on whatever the workflow says. Without an announcement nobody waits on the roof, and the aircraft is promised to the next mission while it flies.',
    read: 'point-of-no-return',
  },
  async (tools) => {
    const { each, suite, run } = tools;
    const judge: Judge = (late) => mustCarryThrough(tools, late);
    await each(['took effect', 'takes effect late'] as const, async (inFlight) => {
      await cancelAt(tools, inFlight, judge, ['takeOff']);
      const late = await run('flyPatient', [mission], {
        when: saying(inFlight)('announceArrival'),
        faults: { byName: { announceArrival: cancelMeanwhile(suite.runtime, inFlight) } },
      });
      mustCarryThrough(tools, late);
    });
  },
);

cancellation.chaos(
  {
    promise: 'aircraft and crew are given back when the flight is called off',
    hurts: 'An aircraft that is held for nobody is missing where somebody needs it.',
    read: 'in-code',
  },
  async (tools) => {
    const { suite, run } = tools;
    const cancelled = await run('flyPatient', [mission], {
      when: 'Somebody cancels the workflow while askForBed is under way.',
      faults: { byName: { askForBed: cancelMeanwhile(suite.runtime) } },
    });
    mustGiveBack(tools, cancelled, undefined);
  },
);

const REFUSALS = {
  holdCrew: ['NoCrew', 'everybody is in the air'],
  takeOff: ['BadWeather', 'fog at the base'],
} as const;

const AFTERWARDS: Readonly<Record<string, string>> = {
  holdAircraft: 'Then the aircraft was set aside.',
  holdCrew: 'Then the crew was called.',
  takeOff: 'Then the aircraft took off.',
};

const deadLines = {
  when: 'The lines to all hospitals are dead for hours.',
  faults: () => deadFor({}),
};

/** All hospitals are out of reach for hours, or for so many virtual milliseconds. */
function deadFor(lengths: Readonly<Record<string, number>>) {
  return Object.fromEntries(
    mission.hospitals.map((name) => [name, down({ for: lengths[name] ?? 600 * MINUTE })]),
  );
}

/** A mission whose hospitals are hard to reach; equal ones are executed once. */
function search(
  { run }: Tools,
  when: string,
  faults: Parameters<typeof hospitalsWith>[0],
): Promise<Run> {
  const byName = { askForBed: hospitalsWith(faults) };
  return run('flyPatient', [mission], { when, share: 'a search', faults: { byName } });
}

/** Virtual milliseconds from the first question to the take-off. */
function searchTime(run: Run): number {
  const [first] = run.activitiesNamed('askForBed');
  const [off] = run.activitiesNamed('takeOff');
  return (off?.scheduled.at ?? run.began) - (first?.scheduled.at ?? run.began);
}

function mustFlyTo({ fail }: Tools, run: Run, hospital: string): void {
  const [off] = run.activitiesNamed('takeOff');
  const to = (off?.input as { hospital?: string } | undefined)?.hospital;
  if (to === hospital && run.state === 'completed') return;
  fail(run, {
    expected: `The patient is flown to ${hospital}, and the workflow ends as Completed.`,
    happened: off
      ? `The flight went to ${to ?? 'nowhere'}, and the workflow ${ending(run)}.`
      : `There was no flight: the workflow ${ending(run)}.`,
    marked: ofActivities(run, ['askForBed', 'takeOff']),
  });
}

/** A hospital was asked until it answered. */
function mustHearFrom({ fail }: Tools, run: Run, hospital: string): void {
  const asked = run
    .activitiesNamed('askForBed')
    .filter(({ input }) => (input as { hospital?: string } | undefined)?.hospital === hospital);
  const last = asked.at(-1);
  if (!last || last.outcome === 'completed') return;
  const { id: question } = last.scheduled;
  const finding = {
    expected: `${hospital} is asked until it answers, which is within the 20 minutes.`,
    happened: `The question to it (event ${question}) was given up before that.`,
    marked: ({ id, of }: HistoryEvent) => id === question || of === question,
  };
  const hurts =
    'The best hospital stands first on the list. Given up too early, it is passed over although there was time.';
  fail(run, finding, { hurts });
}

/** Cancels the mission while each step is under way. Equal runs are executed once. */
function cancelAt(
  { failEachStep, suite }: Tools,
  inFlight: InFlight,
  judge: Judge,
  steps: readonly string[] = STEPS,
): Promise<void> {
  return failEachStep(
    { ...flying, steps },
    () => cancelMeanwhile(suite.runtime, inFlight),
    (step) => saying(inFlight)(nameOf(step)),
    judge,
  );
}

function saying(inFlight: InFlight) {
  return (step: string) =>
    inFlight === 'took effect'
      ? `Somebody cancels the mission while ${step} is under way.`
      : `Somebody cancels the mission while ${step} is under way. It takes a long time, and takes effect all the same.`;
}

function mustGiveBack({ fail }: Tools, run: Run, step: ActivityRecord | undefined): void {
  const held = stillHeld(run);
  if (held === undefined) return;
  const left = HOLDS.filter(({ account }) => run.ledger.balance(account) !== 0);
  const names = left.flatMap(({ name, undo }) => [name, undo]);
  const open = run.activitiesNamed(...HOLD_NAMES).filter(({ closed }) => !closed);
  const during = open.map((one) => ` while ${one.name} (event ${one.scheduled.id}) went on`);
  const never = left.filter(({ undo }) => run.activitiesNamed(undo).length === 0);
  fail(run, {
    expected: 'Aircraft and crew are given back before the workflow ends.',
    happened: [
      `The workflow ${ending(run)}${during.join('')}, and ${held}.`,
      ...never.map(({ undo }) => `${undo} was never scheduled.`),
    ].join(' '),
    marked: step ? cancelAnd(run, names) : ofActivities(run, names),
  });
}

/** What a call did must be known before it is undone for the last time. */
function mustHearFirst({ fail }: Tools, run: Run, step: ActivityRecord | undefined): void {
  if (!step) return;
  const { name, scheduled, closed } = step;
  for (const { undo } of HOLDS.filter((hold) => name === 'takeOff' || hold.name === name)) {
    const last = run.activitiesNamed(undo).at(-1);
    if (!last || (closed && closed.id < last.scheduled.id)) continue;
    fail(run, {
      expected: `Whatever ${name} did is known before ${undo} is called.`,
      happened: `${undo} was scheduled (event ${last.scheduled.id}) while ${name} (event ${scheduled.id}) was still going on. ${AFTERWARDS[name] ?? ''}`,
      marked: cancelAnd(run, [name, undo]),
    });
  }
}

function mustCarryThrough({ fail }: Tools, run: Run): void {
  const undone = run.activitiesNamed(...UNDO_NAMES).map(({ name }) => name);
  const announced = run
    .activitiesNamed('announceArrival')
    .some(({ outcome }) => outcome === 'completed');
  if (undone.length === 0 && announced) return;
  fail(run, {
    expected: 'Aircraft and crew stay with the flight, and the hospital is told of it.',
    happened:
      undone.length > 0
        ? `The workflow scheduled ${list(undone)}, and ${ending(run)}.`
        : `The workflow ${ending(run)}, and nobody told the hospital.`,
    marked: cancelAnd(run, ['takeOff', 'announceArrival', ...UNDO_NAMES]),
  });
}
