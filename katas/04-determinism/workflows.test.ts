import {
  count,
  duration,
  ending,
  kata,
  list,
  type ActivityRecord,
  type Fault,
  type Run,
  type Tools,
  type Words,
} from '#kit';
import type { Office, Shift } from './activities.ts';
import { CALLS, CHANGED, HOLIDAY, RINGS, RING_NAMES, SWAPPED, telephones } from './world.ts';

const MINUTE = 60_000;
const PAUSE = 60 * MINUTE;
const OFFICES = Object.keys(RINGS) as Office[];

const determinism = kata('determinism', { services: telephones });

/** A call that nobody answers, in either round. */
const unanswered = (tools: Tools): Promise<Run> =>
  tools.run('routeCall', [CALLS.Osaka], {
    when: `${comesIn('Osaka')}, and nobody answers in either round.`,
    faults: { byName: answers({}) },
    share: 'nobody answers',
  });

/** Another call, which came in at the same moment. */
const alsoCalls = (tools: Tools): Promise<Run> =>
  tools.run('routeCall', [{ ...CALLS.Osaka, id: 'call-4' }], {
    when: `${comesIn('Osaka')}, and there has been another one at the same moment.`,
    share: 'another call',
  });

determinism.check(
  {
    id: 'same-in-every-time-zone',
    promise: 'the office on shift is rung, whatever time zone the Worker is in',
    hurts:
      'Move the Workers to another region, and every open call wakes up in another hour of the day. None of them gets any further.',
    read: 'time-zones',
  },
  async (tools) => {
    await tools.each(OFFICES, async (office) => {
      const run = await tools.run('routeCall', [CALLS[office]], {
        when: `${comesIn(office)}. ${office} is on shift, and answers.`,
      });
      mustRing(tools, run, [office]);
      mustReturn(tools, run, office, 0);
    });
  },
);

determinism.check(
  {
    id: 'same-in-every-language',
    promise: 'the other offices follow by name, whatever language the Worker is set to',
    hurts:
      'The three offices have agreed on one order, and each leaves a call to whoever is next in it. An alphabet that puts the names in another order has the telephone ring where nobody waits for it.',
    read: 'languages',
  },
  async (tools) => {
    const run = await tools.run('routeCall', [CALLS.Indianapolis], {
      when: `${comesIn('Indianapolis')}. Indianapolis and Osaka don’t answer, Örebro does.`,
      faults: { byName: answers({ Örebro: 1 }) },
    });
    mustRing(tools, run, OFFICES_FROM.Indianapolis);
    mustReturn(tools, run, 'Örebro', 0);
  },
);

determinism.check(
  {
    id: 'follows-the-roster',
    promise: 'the roster of the day is followed, not the one that was there at the build',
    hurts:
      'People swap shifts, and the telephone rings where nobody sits. And a roster that comes with the code changes under open calls at every deployment.',
    read: 'configuration',
  },
  async (tools) => {
    const swapped: readonly [Office, Office][] = [
      ['Osaka', 'Örebro'],
      ['Örebro', 'Indianapolis'],
      ['Indianapolis', 'Osaka'],
    ];
    await tools.each(swapped, async ([usual, today]) => {
      const run = await tools.run('routeCall', [CALLS[usual]], {
        when: `Everybody has swapped shifts. ${comesIn(usual)}: today that is the shift of ${today}.`,
        faults: { byName: { readRoster: roster(SWAPPED) } },
      });
      const read = run.activitiesNamed('readRoster').length > 0;
      mustRing(tools, run, [today], read ? '' : ', and readRoster was never scheduled');
      mustReturn(tools, run, today, 0);
    });
  },
);

determinism.check(
  {
    id: 'rings-again-an-hour-later',
    promise: 'a call that nobody takes is rung again an hour later, in the same order',
    hurts:
      'A customer who is rung again too late, or never, has been lost without a word. And a wait that keeps the thread holds up every other call on that Worker.',
    read: 'held-thread',
  },
  async (tools) => {
    const run = await tools.run('routeCall', [CALLS.Osaka], {
      when: 'A call comes in on a holiday, when Osaka is on shift all day. In the first round nobody answers, in the second Örebro does. In the hour between, the roster is changed: Örebro is on shift.',
      faults: { byName: { readRoster: changedMeanwhile(), ...answers({ Örebro: 2 }) } },
    });
    const readings = run.activitiesNamed('readRoster');
    const rung = [...OFFICES_FROM.Osaka, ...OFFICES_FROM.Osaka];
    if (readings.length < 2) mustRing(tools, run, rung);
    else mustRing(tools, run, rung, `, and readRoster was ${scheduled(readings)}`, READ_AGAIN);
    mustPause(tools, run);
    mustReturn(tools, run, 'Örebro', 60);
  },
);

determinism.check(
  {
    id: 'hands-over-once',
    promise: 'the manager is paged and the customer told, once each, whatever crashes',
    hurts:
      'Workers are lost every day. A page that is asked for before such a moment and not after it, or that is lost along with the Worker, leaves a customer waiting for a call that never comes.',
    read: 'replaying',
  },
  async (tools) => {
    const undisturbed = await unanswered(tools);
    mustHandOver(tools, undisturbed);
    await tools.crashEverywhere(
      {
        workflow: 'routeCall',
        args: [CALLS.Osaka],
        steps: ['pageManager', 'textCustomer'],
        undisturbed,
        options: { faults: { byName: answers({}) } },
      },
      (run) => mustHandOver(tools, run),
    );
  },
);

determinism.check(
  {
    id: 'asking-changes-nothing',
    promise: 'who asks for the status gets it, and the call goes on as if nobody had asked',
    hurts:
      'A question leaves no event. What it changed is gone with the Worker’s memory, and the run that counted on it can’t be replayed.',
    read: 'queries',
  },
  async (tools) => {
    const asked: Asked[] = [];
    const run = await tools.run('routeCall', [CALLS.Osaka], {
      when: `${comesIn('Osaka')}, and nobody answers in either round. At each ring, and once more at the page, somebody asks three times for the status.`,
      faults: { byName: whileAsking(tools, asked) },
    });
    mustHaveTold(tools, run, asked);
    mustHandOver(tools, run);
  },
);

determinism.check(
  {
    id: 'a-ticket-of-its-own',
    promise: 'each call has a ticket that no other call has, from its first step to its last',
    hurts:
      'Two calls under one ticket are one call to whoever looks. The second is not opened, not paged, not told: it counts as done.',
    read: 'module-state',
  },
  async (tools) => {
    await tools.each([alsoCalls, unanswered], async (begin) => {
      mustKeepTicket(tools, await begin(tools));
    });
    const forgotten = await tools.run('routeCall', [CALLS.Osaka], {
      when: `${comesIn('Osaka')}. The Worker dies after every single workflow task.`,
      worker: 'lost',
    });
    mustKeepTicket(tools, forgotten, SILENT);
    const [run, second] = [await unanswered(tools), await alsoCalls(tools)];
    const marked = named('openTicket');
    const [one, other] = [besidesTheTime(run), besidesTheTime(second)];
    // By the time alone they may be two or, in the same millisecond, one.
    if (one === other && one !== String(ticketOf(run))) {
      tools.fail(second, {
        expected:
          'Two calls have two tickets, even if both workflows start in the same millisecond.',
        happened: 'Nothing but the time at which the workflow ran tells the two tickets apart.',
        marked,
      });
    }
    if (ticketOf(run) !== ticketOf(second)) return;
    tools.fail(second, {
      expected: 'The two calls have two tickets.',
      happened: `Both have ${JSON.stringify(ticketOf(second))}.`,
      marked,
    });
  },
);

determinism.chaos(
  {
    promise: 'the manager is paged and the customer told, once each',
    hurts: 'A call waits for an hour between its rounds. Workers are replaced meanwhile.',
    read: 'replaying',
  },
  async (tools) => {
    const run = await tools.run('routeCall', [CALLS.Osaka], {
      when: `${comesIn('Osaka')}, and nobody answers in either round.`,
      faults: { byName: answers({}) },
      killed: ['pageManager', 'textCustomer'],
    });
    mustHandOver(tools, run);
  },
);

const READ_AGAIN: Words = {
  hurts:
    'People swap shifts at any hour. A call that follows each swap changes its order half-way, and the office that expects it next is not the one that is rung.',
  read: 'determinism#configuration',
};

const SILENT: Words = {
  hurts:
    'No message tells of it: a replay does not compare what activities are given. From then on the steps of one call stand under two names.',
  read: 'determinism#replay',
};

/** All three offices, beginning with the one on shift. */
const OFFICES_FROM: Readonly<Record<Office, readonly Office[]>> = {
  Indianapolis: ['Indianapolis', 'Osaka', 'Örebro'],
  Osaka: ['Osaka', 'Indianapolis', 'Örebro'],
  Örebro: ['Örebro', 'Indianapolis', 'Osaka'],
};

function comesIn(office: Office): string {
  return `A call comes in at ${CALLS[office].receivedAt.slice(11, 16)} UTC`;
}

function roster(shifts: readonly Shift[]): Fault {
  return async () => ({ kind: 'completed', result: shifts });
}

/** Whoever reads the roster again half an hour later finds another one. */
function changedMeanwhile(): Fault {
  let first: number | undefined;
  return async ({ startedAt }) => {
    first ??= startedAt;
    return { kind: 'completed', result: startedAt - first < PAUSE / 2 ? HOLIDAY : CHANGED };
  };
}

/** From which of its rings on each office answers; one that is not named never does. */
function answers(from: Readonly<Partial<Record<Office, number>>>): Readonly<Record<string, Fault>> {
  return Object.fromEntries(
    OFFICES.map((office) => {
      const rings = new Set<string>();
      const fault: Fault = async (task, act) => {
        rings.add(task.activityId);
        const reply = await act();
        if (reply.kind !== 'completed') return reply;
        return {
          kind: 'completed',
          result: { answered: rings.size >= (from[office] ?? Infinity) },
        };
      };
      return [RINGS[office], fault];
    }),
  );
}

const MISLED: Words = {
  hurts:
    'Whoever asks acts on the answer. Told that a telephone still rings, the customer waits for it, and the manager leaves the call to others.',
};

interface Asked {
  readonly during: string;
  readonly office: Office | undefined;
  readonly answers: readonly unknown[];
}

/** Nobody answers the telephone, but at each ring, and at the page, somebody asks three times. */
function whileAsking({ suite }: Tools, asked: Asked[]): Readonly<Record<string, Fault>> {
  const silent = answers({});
  const ask = (office: Office | undefined, then: Fault | undefined): Fault => {
    return async (task, act, world) => {
      const told = [];
      for (const _ of [1, 2, 3]) {
        told.push(await suite.runtime.query(task.run, 'status', []).catch(asError));
      }
      asked.push({ during: task.name, office, answers: told });
      return then ? then(task, act, world) : act();
    };
  };
  return {
    ...Object.fromEntries(
      OFFICES.map((office) => [RINGS[office], ask(office, silent[RINGS[office]])]),
    ),
    pageManager: ask(undefined, undefined),
  };
}

/** What a question was refused with, without the lines that are no learner's business. */
function asError(error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  return new Error(message.split('\n')[0]?.replace(/^\d+ [A-Z_]+: /, ''));
}

function mustHaveTold({ fail }: Tools, run: Run, asked: readonly Asked[]): void {
  for (const { during, office, answers: told } of asked) {
    const state = office === undefined ? 'handed over' : 'ringing';
    const last = office === undefined ? '' : `, lastRung '${office}'`;
    const expected = `While ${during} is under way, the status is '${state}'${last}, as often as one asks.`;
    const marked = named(during);
    const [one] = told;
    if (one instanceof Error) {
      fail(run, { expected, happened: `There was no answer: ${one.message}`, marked });
    }
    const answer = (one ?? {}) as { state?: unknown; lastRung?: unknown };
    const right = answer.state === state && (office === undefined || answer.lastRung === office);
    if (!right) {
      fail(run, { expected, happened: `The answer was ${JSON.stringify(one)}.`, marked }, MISLED);
    }
    const other = told.find((next) => JSON.stringify(next) !== JSON.stringify(one));
    if (other === undefined) continue;
    fail(run, {
      expected,
      happened: `The first answer was ${JSON.stringify(one)}, and a later one ${JSON.stringify(other)}.`,
      marked,
    });
  }
}

/**
 * Exactly these offices were rung, one after the other.
 *
 * @param besides what else is to be told, if they were not
 */
function mustRing(
  { fail, expect }: Tools,
  run: Run,
  offices: readonly Office[],
  besides = '',
  words?: Words,
): void {
  const rung = run.activitiesNamed(...RING_NAMES).map(({ name }) => name);
  const wanted = offices.map((office) => RINGS[office]);
  if (rung.join() !== wanted.join()) {
    const wrong = run
      .activitiesNamed(...RING_NAMES)
      .find(({ name }, index) => name !== wanted[index]);
    const finding: Parameters<Tools['fail']>[1] = {
      expected: `The workflow rings ${list(wanted)}.`,
      happened: `It rang ${list(rung)}${besides}.`,
      ...(wrong ? { marked: ({ id }) => id === wrong.scheduled.id } : {}),
    };
    fail(run, finding, words);
  }
  if (new Set(wanted).size === wanted.length) expect(run).toHaveWaitedBetween(wanted);
}

/** Between the two rounds lies an hour. */
function mustPause({ fail }: Tools, run: Run): void {
  const rings = run.activitiesNamed(...RING_NAMES);
  const last = rings[OFFICES.length - 1]?.closed;
  const next = rings[OFFICES.length]?.scheduled;
  if (!last || !next) return;
  const pause = next.at - last.at;
  if (pause >= PAUSE && pause < PAUSE + MINUTE) return;
  fail(run, {
    expected: 'The second round begins an hour after the first has ended.',
    happened: `It began after ${duration(pause < MINUTE ? 0 : Math.round(pause / MINUTE) * MINUTE)}.`,
    marked: ({ id }) => id === last.id || id === next.id,
  });
}

function mustReturn({ fail }: Tools, run: Run, office: Office, minutes: number): void {
  const result = (run.result ?? {}) as { answeredBy?: unknown; waitedMinutes?: unknown };
  const expected = `The workflow returns answeredBy '${office}' and waitedMinutes ${minutes}.`;
  if (run.state !== 'completed') fail(run, { expected, happened: `It ${ending(run)}.` });
  const waited = Number(result.waitedMinutes);
  // A machine that is busy takes a moment longer.
  const inTime = waited === minutes || waited === minutes + 1;
  if (result.answeredBy === office && inTime) return;
  const told = { answeredBy: result.answeredBy, waitedMinutes: result.waitedMinutes };
  fail(run, { expected, happened: `It returned ${JSON.stringify(told)}.` });
}

/** After two rounds without an answer, the manager is paged and then the customer told. */
function mustHandOver(tools: Tools, run: Run): void {
  const { expect, fail } = tools;
  mustRing(tools, run, [...OFFICES_FROM.Osaka, ...OFFICES_FROM.Osaka]);
  const steps = ['pageManager', 'textCustomer'];
  const found = run.activitiesNamed(...steps);
  if (found.map(({ name }) => name).join() !== steps.join()) {
    const happened = steps.map((name) => `${name} was ${scheduled(run.activitiesNamed(name))}`);
    fail(run, {
      expected: 'pageManager and then textCustomer are scheduled, once each.',
      happened: `${happened.join(', and ')}.`,
      marked: ({ id }) => found.some((one) => one.scheduled.id === id),
    });
  }
  const last = run.activitiesNamed(...RING_NAMES).at(-1);
  const order = [...(last ? [last.name] : []), ...steps];
  if (last) expect(run).toHaveWaitedBetween(order.slice(1));
  const { answeredBy } = (run.result ?? {}) as { answeredBy?: unknown };
  expect(run).toHaveCompleted();
  if (answeredBy === undefined || answeredBy === null) return;
  fail(run, {
    expected: 'The workflow returns no answeredBy.',
    happened: `It returned ${JSON.stringify(answeredBy)}.`,
  });
}

/** Every step of the call was given one and the same ticket, and it is the one returned. */
function mustKeepTicket(tools: Tools, run: Run, words?: Words): void {
  const fail = (finding: Parameters<Tools['fail']>[1]) => tools.fail(run, finding, words);
  const ticket = ticketOf(run);
  const expected = 'openTicket is given a ticket, and so is every step after it: the same one.';
  const [opened] = run.activitiesNamed('openTicket');
  if (!opened) return fail({ expected, happened: 'openTicket was never scheduled.' });
  if (typeof ticket !== 'string' || ticket === '') {
    const happened = `openTicket was given ${JSON.stringify(opened.input)}.`;
    fail({ expected, happened, marked: named('openTicket') });
  }
  const other = run.activities.find(
    ({ name, input }) =>
      name !== 'readRoster' && (input as { ticket?: unknown } | undefined)?.ticket !== ticket,
  );
  if (other) {
    fail({
      expected,
      happened: `openTicket (event ${opened.scheduled.id}) and ${other.name} (event ${other.scheduled.id}) were given different tickets.`,
      marked: ({ id }) => id === opened.scheduled.id || id === other.scheduled.id,
    });
  }
  const returned = (run.result as { ticket?: unknown } | undefined)?.ticket;
  if (returned === ticket) return;
  fail({
    expected: 'The workflow returns the ticket that it opened.',
    happened: 'It returned another one.',
  });
}

function ticketOf(run: Run): unknown {
  const [opened] = run.activitiesNamed('openTicket');
  return (opened?.input as { ticket?: unknown } | undefined)?.ticket;
}

/** A call's ticket, with the moments at which its workflow ran taken out of it. */
function besidesTheTime(run: Run): string {
  const moments = run.events.filter(({ type }) => type === 'WorkflowTaskStarted');
  const times = [run.began, ...moments.map(({ at }) => at)].flatMap((at) => [
    new Date(at).toISOString(),
    `${at}`,
    at.toString(36),
  ]);
  return times.reduce((left, time) => left.replace(time, ''), String(ticketOf(run)));
}

function named(activity: string) {
  return ({ type, name }: { type: string; name?: string }) =>
    type === 'ActivityTaskScheduled' && name === activity;
}

function scheduled(records: readonly ActivityRecord[]): string {
  return records.length === 0 ? 'never scheduled' : `scheduled ${count(records.length)}`;
}
