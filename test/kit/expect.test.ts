import { beforeAll, describe, expect, test } from 'vitest';
import type { Diagnosis } from '../../src/kit/diagnosis.ts';
import type { RunExpectation } from '../../src/kit/expect.ts';
import { Run } from '../../src/kit/run.ts';
import type { Suite } from '../../src/kit/suite.ts';
import { fails, flaky } from '../../src/kit/faults.ts';
import type { Fault } from '../../src/kit/world.ts';
import { desk } from './desk.ts';
import { diagnosisOf, failure, openFixtures, passes } from './runs.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MONTH = 30 * DAY;
const fixtures = openFixtures();

/** One run of each fixture: what is expected of it passes or fails, and nothing runs again. */
let suite: Suite;
let inOrder: Run;
let atOnce: Run;
let refused: Run;
let hidden: Run;
let repeated: Run;
let leftTimer: Run;
let heavy: Run;
let cancelled: Run;
let failedWhenCancelled: Run;

beforeAll(async () => {
  const one = async (name: string, workflow: string, faults: Record<string, Fault> = {}) => {
    suite = await fixtures.load(name, desk);
    return suite.run(workflow, [], { faults: { byName: faults } });
  };
  const stopped = async (name: string) => {
    suite = await fixtures.load(name, desk);
    const open = await suite.start('trial', []);
    await open.rests();
    await open.cancel();
    return open.ends();
  };
  const closed = fails('DeskClosed', 'come back tomorrow');
  inOrder = await one('notes-later', 'answerCustomer');
  atOnce = await one('works-at-once', 'answerCustomer', { leaveNote: afterTheOther });
  refused = await one('lets-errors-through', 'answerCustomer', { openTicket: closed });
  hidden = await one('hides-the-error', 'answerCustomer', { openTicket: closed });
  const busy = flaky('Busy', 'all lines are taken', { times: 2 });
  repeated = await one('lets-errors-through', 'answerCustomer', { openTicket: busy });
  leftTimer = await one('leaves-a-timer', 'answerCustomer');
  heavy = await one('sends-much', 'answerCustomer');
  cancelled = await stopped('sleeps-a-month');
  failedWhenCancelled = await stopped('fails-when-cancelled');
});

/** Replies when the workflow has heard of the other activity, so that histories are the same. */
const afterTheOther: Fault = async ({ run }, act) => {
  await suite.runtime.resting(run, 6);
  return act();
};

type Expectation = (expected: RunExpectation) => unknown;

const accepts = (run: Run, expectation: Expectation) =>
  passes(suite, (tools) => expectation(tools.expect(run)));
const refuses = (run: Run, expectation: Expectation) =>
  diagnosisOf(suite, (tools) => expectation(tools.expect(run)));

describe('how a run ended', () => {
  test('toHaveCompleted', async () => {
    await accepts(inOrder, (it) => it.toHaveCompleted());
    expect(await refuses(refused, (it) => it.toHaveCompleted())).toMatchInlineSnapshot(`
      "
        Expected  The workflow ends as Completed.
        Happened  It ended as Failed: DeskClosed.

             5  +0 s    openTicket scheduled
             7  +0 s    openTicket failed: DeskClosed, come back tomorrow
          ▶ 11  +0 s    workflow ended as Failed: DeskClosed, come back tomorrow

        It hurts  The check says why it hurts.
        Read      desk#promises
      "
    `);
  });

  test('toHaveReturned', async () => {
    await accepts(inOrder, (it) => it.toHaveReturned('answered'));
    expect(await refuses(inOrder, (it) => it.toHaveReturned({ answered: true })))
      .toMatchInlineSnapshot(`
      "
        Expected  The workflow returns { "answered": true }.
        Happened  It returned "answered".

             5  +0 s    openTicket scheduled
             7  +0 s    openTicket completed
            11  +0 s    timer of 1 h started
            12  +1 h    timer of 1 h fired
            16  +1 h    leaveNote scheduled
            18  +1 h    leaveNote completed
          ▶ 22  +1 h    workflow ended as Completed

        It hurts  The check says why it hurts.
        Read      desk#promises
      "
    `);
    expect(await outcome(refused, (it) => it.toHaveReturned('answered'))).toMatchInlineSnapshot(
      `"The workflow ends as Completed. It ended as Failed: DeskClosed."`,
    );
    expect(await outcome(heavy, (it) => it.toHaveReturned('answered'))).toMatchInlineSnapshot(
      `"The workflow returns "answered". It returned nothing."`,
    );
  });

  test('toHaveFailedWith', async () => {
    await accepts(refused, (it) => it.toHaveFailedWith('DeskClosed'));
    expect(await refuses(hidden, (it) => it.toHaveFailedWith('DeskClosed'))).toMatchInlineSnapshot(`
      "
        Expected  The workflow ends as Failed, and tells of DeskClosed.
        Happened  It failed, but told of NotAnswered.

             5  +0 s    openTicket scheduled
          ▶  7  +0 s    openTicket failed: DeskClosed, come back tomorrow
          ▶ 11  +0 s    workflow ended as Failed: NotAnswered, something went wrong

        It hurts  The check says why it hurts.
        Read      desk#promises
      "
    `);
    expect(await outcome(inOrder, (it) => it.toHaveFailedWith('DeskClosed'))).toMatchInlineSnapshot(
      `"The workflow ends as Failed, and tells of DeskClosed. It ended as Completed and returned "answered"."`,
    );
    expect(
      await outcome(cancelled, (it) => it.toHaveFailedWith('DeskClosed')),
    ).toMatchInlineSnapshot(
      `"The workflow ends as Failed, and tells of DeskClosed. It ended as Canceled."`,
    );
  });

  test('toHaveBeenCancelled', async () => {
    await accepts(cancelled, (it) => it.toHaveBeenCancelled());
    expect(await refuses(failedWhenCancelled, (it) => it.toHaveBeenCancelled()))
      .toMatchInlineSnapshot(`
      "
        Expected  The workflow ends as Canceled.
        Happened  It ended as Failed: Interrupted.

             5  +0 s    timer of 30 days started
             6  +0 s    somebody asked to cancel the workflow
            10  +0 s    timer of 30 days cancelled
          ▶ 11  +0 s    workflow ended as Failed: Interrupted, the trial did not end

        It hurts  The check says why it hurts.
        Read      desk#promises
      "
    `);
  });
});

describe('which activities were scheduled', () => {
  test('toHaveScheduled', async () => {
    await accepts(inOrder, (it) => it.toHaveScheduled(['openTicket', 'leaveNote']));
    expect(await refuses(inOrder, (it) => it.toHaveScheduled(['openTicket', 'openTicket'])))
      .toMatchInlineSnapshot(`
      "
        Expected  The workflow schedules openTicket and openTicket.
        Happened  It scheduled openTicket and leaveNote.

             5  +0 s    openTicket scheduled
             7  +0 s    openTicket completed
            11  +0 s    timer of 1 h started
            12  +1 h    timer of 1 h fired
          ▶ 16  +1 h    leaveNote scheduled
            18  +1 h    leaveNote completed
            22  +1 h    workflow ended as Completed

        It hurts  The check says why it hurts.
        Read      desk#promises
      "
    `);
    expect(await outcome(inOrder, (it) => it.toHaveScheduled([]))).toMatchInlineSnapshot(
      `"The workflow schedules nothing. It scheduled openTicket and leaveNote."`,
    );
    expect(
      await outcome(heavy, (it) => it.toHaveScheduled(['openTicket', 'leaveNote', 'leaveNote'])),
    ).toMatchInlineSnapshot(
      `"The workflow schedules openTicket, leaveNote and leaveNote. It scheduled openTicket."`,
    );
  });

  test('toHaveScheduledTimes', async () => {
    await accepts(inOrder, (it) =>
      it.toHaveScheduledTimes('leaveNote', 1).toHaveScheduledTimes('callBack', 0),
    );
    expect(await refuses(inOrder, (it) => it.toHaveScheduledTimes('leaveNote', 0)))
      .toMatchInlineSnapshot(`
      "
        Expected  leaveNote is never scheduled.
        Happened  It was scheduled once.

             5  +0 s    openTicket scheduled
             7  +0 s    openTicket completed
            11  +0 s    timer of 1 h started
            12  +1 h    timer of 1 h fired
          ▶ 16  +1 h    leaveNote scheduled
            18  +1 h    leaveNote completed
            22  +1 h    workflow ended as Completed

        It hurts  The check says why it hurts.
        Read      desk#promises
      "
    `);
    expect(
      await outcome(heavy, (it) => it.toHaveScheduledTimes('leaveNote', 2)),
    ).toMatchInlineSnapshot(`"leaveNote is scheduled twice. It was never scheduled."`);
  });

  test('toHaveGiven', async () => {
    const is = (customer: string) => (input: { customer?: string }) => input.customer === customer;
    await accepts(inOrder, (it) => it.toHaveGiven('openTicket', 'customer Ada', is('Ada')));
    expect(await refuses(inOrder, (it) => it.toHaveGiven('openTicket', 'customer Bo', is('Bo'))))
      .toMatchInlineSnapshot(`
      "
        Expected  openTicket is given customer Bo.
        Happened  It was given { "customer": "Ada" }.

          ▶  5  +0 s    openTicket scheduled
             7  +0 s    openTicket completed
            11  +0 s    timer of 1 h started
            12  +1 h    timer of 1 h fired
            16  +1 h    leaveNote scheduled
            18  +1 h    leaveNote completed
            22  +1 h    workflow ended as Completed

        It hurts  The check says why it hurts.
        Read      desk#promises
      "
    `);
    expect(
      await outcome(heavy, (it) => it.toHaveGiven('leaveNote', 'a ticket', () => true)),
    ).toMatchInlineSnapshot(`"leaveNote is given a ticket. It was never scheduled."`);
  });

  test('toHaveAttempted', async () => {
    await accepts(repeated, (it) => it.toHaveAttempted('openTicket', 3));
    expect(await refuses(repeated, (it) => it.toHaveAttempted('openTicket', 1)))
      .toMatchInlineSnapshot(`
      "
        Expected  openTicket is attempted once.
        Happened  It was attempted 3 times.

          ▶  5  +0 s    openTicket scheduled
          ▶  6  +0 s    openTicket started, attempt 3
          ▶  7  +0 s    openTicket completed
            11  +0 s    workflow ended as Completed

        It hurts  The check says why it hurts.
        Read      desk#promises
      "
    `);
    expect(
      await outcome(repeated, (it) => it.toHaveAttempted('leaveNote', 1)),
    ).toMatchInlineSnapshot(`"leaveNote is attempted once. It was never scheduled."`);
  });

  test('toHaveWaitedBetween', async () => {
    const both = ['openTicket', 'leaveNote'];
    await accepts(inOrder, (it) => it.toHaveWaitedBetween(both));
    expect(await refuses(atOnce, (it) => it.toHaveWaitedBetween(both))).toMatchInlineSnapshot(`
      "
        Expected  openTicket is over before leaveNote begins.
        Happened  leaveNote was scheduled (event 6) while openTicket (event 5) was
                  still open, until event 8.

          ▶  5  +0 s    openTicket scheduled
          ▶  6  +0 s    leaveNote scheduled
          ▶  8  +0 s    openTicket completed
            13  +0 s    leaveNote completed
            17  +0 s    workflow ended as Completed

        It hurts  The check says why it hurts.
        Read      desk#promises
      "
    `);
  });

  test('toHaveAtMostAtOnce', async () => {
    const both = ['openTicket', 'leaveNote'];
    await accepts(inOrder, (it) => it.toHaveAtMostAtOnce(1, both));
    await accepts(atOnce, (it) => it.toHaveAtMostAtOnce(2, both));
    expect(await refuses(atOnce, (it) => it.toHaveAtMostAtOnce(1, both))).toMatchInlineSnapshot(`
      "
        Expected  At most 1 of openTicket and leaveNote are open at once.
        Happened  2 were open at once, from event 6 on.

             5  +0 s    openTicket scheduled
          ▶  6  +0 s    leaveNote scheduled
             8  +0 s    openTicket completed
            13  +0 s    leaveNote completed
            17  +0 s    workflow ended as Completed

        It hurts  The check says why it hurts.
        Read      desk#promises
      "
    `);
  });

  test('toHaveReachedAtOnce', async () => {
    const both = ['openTicket', 'leaveNote'];
    await accepts(atOnce, (it) => it.toHaveReachedAtOnce(2, both));
    expect(await refuses(inOrder, (it) => it.toHaveReachedAtOnce(2, both))).toMatchInlineSnapshot(`
      "
        Expected  2 of openTicket and leaveNote are open at once.
        Happened  At no time were more than 1 open.

          ▶  5  +0 s    openTicket scheduled
             7  +0 s    openTicket completed
            11  +0 s    timer of 1 h started
            12  +1 h    timer of 1 h fired
            16  +1 h    leaveNote scheduled
            18  +1 h    leaveNote completed
            22  +1 h    workflow ended as Completed

        It hurts  The check says why it hurts.
        Read      desk#promises
      "
    `);
  });
});

describe('time', () => {
  test('toHaveTaken', async () => {
    await accepts(inOrder, (it) => it.toHaveTaken({ atLeast: HOUR, atMost: 2 * HOUR }));
    expect(await refuses(inOrder, (it) => it.toHaveTaken({ atLeast: DAY, atMost: 2 * DAY })))
      .toMatchInlineSnapshot(`
      "
        Expected  The run takes at least 1 day and at most 2 days.
        Happened  It took 1 h.

             5  +0 s    openTicket scheduled
             7  +0 s    openTicket completed
            11  +0 s    timer of 1 h started
            12  +1 h    timer of 1 h fired
            16  +1 h    leaveNote scheduled
            18  +1 h    leaveNote completed
          ▶ 22  +1 h    workflow ended as Completed

        It hurts  The check says why it hurts.
        Read      desk#promises
      "
    `);
    expect(
      await outcome(inOrder, (it) => it.toHaveTaken({ atMost: 60_000 })),
    ).toMatchInlineSnapshot(`"The run takes at most 1 min. It took 1 h."`);
    // Rounded, it took a month.
    const events = [0, MONTH - 20_000].map((at, id) => ({ id, at, type: 'TimerFired', bytes: 0 }));
    const { id, workflow, when, worker, world, replay } = inOrder;
    const about = { id, workflow, when, worker, world, replay };
    const short = new Run({ ...about, state: 'completed', events });
    expect(await outcome(short, (it) => it.toHaveTaken({ atLeast: MONTH }))).toMatchInlineSnapshot(
      `"The run takes at least 30 days. It took 20 s less."`,
    );
  });

  test('toHaveSlept', async () => {
    await accepts(inOrder, (it) => it.toHaveSlept(HOUR));
    expect(await refuses(inOrder, (it) => it.toHaveSlept(1500))).toMatchInlineSnapshot(`
      "
        Expected  The workflow starts a timer of 1.5 s.
        Happened  Its only timer was one of 1 h.

             5  +0 s    openTicket scheduled
             7  +0 s    openTicket completed
          ▶ 11  +0 s    timer of 1 h started
            12  +1 h    timer of 1 h fired
            16  +1 h    leaveNote scheduled
            18  +1 h    leaveNote completed
            22  +1 h    workflow ended as Completed

        It hurts  The check says why it hurts.
        Read      desk#promises
      "
    `);
    expect(await outcome(heavy, (it) => it.toHaveSlept(HOUR))).toMatchInlineSnapshot(
      `"The workflow starts a timer of 1 h. It started no timer."`,
    );
  });

  test('toHaveLeftNoTimer', async () => {
    await accepts(inOrder, (it) => it.toHaveLeftNoTimer());
    await accepts(cancelled, (it) => it.toHaveLeftNoTimer());
    expect(await refuses(leftTimer, (it) => it.toHaveLeftNoTimer())).toMatchInlineSnapshot(`
      "
        Expected  No timer is left when the workflow ends.
        Happened  The timer of event 6 (1 day) was still running.

             5  +0 s    openTicket scheduled
          ▶  6  +0 s    timer of 1 day started
             8  +0 s    openTicket completed
            12  +0 s    workflow ended as Completed

        It hurts  The check says why it hurts.
        Read      desk#promises
      "
    `);
  });
});

describe('the history itself', () => {
  test('toHaveRecorded', async () => {
    await accepts(inOrder, (it) =>
      it.toHaveRecorded('ActivityTaskScheduled', 1, 'leaveNote').toHaveRecorded('TimerFired', 1),
    );
    expect(await refuses(inOrder, (it) => it.toHaveRecorded('TimerFired', 2)))
      .toMatchInlineSnapshot(`
      "
        Expected  TimerFired is recorded twice.
        Happened  It was recorded once.

             5  +0 s    openTicket scheduled
             7  +0 s    openTicket completed
            11  +0 s    timer of 1 h started
          ▶ 12  +1 h    timer of 1 h fired
            16  +1 h    leaveNote scheduled
            18  +1 h    leaveNote completed
            22  +1 h    workflow ended as Completed

        It hurts  The check says why it hurts.
        Read      desk#promises
      "
    `);
    expect(
      await outcome(heavy, (it) => it.toHaveRecorded('ActivityTaskScheduled', 1, 'leaveNote')),
    ).toMatchInlineSnapshot(
      `"ActivityTaskScheduled (leaveNote) is recorded once. It was never recorded."`,
    );
  });

  test('toHaveFewerEventsThan', async () => {
    await accepts(inOrder, (it) => it.toHaveFewerEventsThan(inOrder.events.length + 1));
    expect(await refuses(inOrder, (it) => it.toHaveFewerEventsThan(inOrder.events.length)))
      .toMatchInlineSnapshot(`
      "
        Expected  The history has fewer than 22 events.
        Happened  It has 22.

             5  +0 s    openTicket scheduled
             7  +0 s    openTicket completed
            11  +0 s    timer of 1 h started
            12  +1 h    timer of 1 h fired
            16  +1 h    leaveNote scheduled
            18  +1 h    leaveNote completed
          ▶ 22  +1 h    workflow ended as Completed

        It hurts  The check says why it hurts.
        Read      desk#promises
      "
    `);
  });

  test('toHavePayloadsBelow', async () => {
    await accepts(inOrder, (it) => it.toHavePayloadsBelow(3000));
    expect(await refuses(heavy, (it) => it.toHavePayloadsBelow(3000))).toMatchInlineSnapshot(`
      "
        Expected  Every payload is below 3000 bytes.
        Happened  Event 5 (openTicket scheduled) carries 3028 bytes.

          ▶  5  +0 s    openTicket scheduled
             7  +0 s    openTicket completed
            11  +0 s    workflow ended as Completed

        It hurts  The check says why it hurts.
        Read      desk#promises
      "
    `);
  });
});

describe('the words of a check', () => {
  test('an expectation may bring words of its own', async () => {
    const words = { expected: 'A day passes.', hurts: 'Customers feel rushed.', read: 'time#days' };
    const found = await failure(suite, (tools) => {
      tools.expect(inOrder, words).toHaveSlept(DAY);
    });
    expect(found).toMatchObject(words);
  });

  test('what was done to the run is told', async () => {
    suite = await fixtures.load('lets-errors-through', desk);
    const found = await failure(suite, async (tools) => {
      const when = 'Nothing special happens.';
      tools.expect(await tools.run('answerCustomer', [], { when })).toHaveSlept(DAY);
    });
    expect(found.when).toBe('Nothing special happens.');
  });
});

/** A finding's two sentences, where the history lines are shown by another test. */
async function outcome(run: Run, expectation: Expectation): Promise<string> {
  const { expected, happened }: Diagnosis = await failure(suite, (tools) =>
    expectation(tools.expect(run)),
  );
  return `${expected} ${happened}`;
}
