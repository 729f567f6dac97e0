import { describe, expect, test } from 'vitest';
import { fails } from '../../src/kit/faults.ts';
import { Run } from '../../src/kit/run.ts';
import type { Runtime } from '../../src/kit/runtime.ts';
import { generalFinding } from '../../src/kit/stuck.ts';
import { TOPICS } from '../../src/kit/topics.ts';
import { RunWorld, type Fault } from '../../src/kit/world.ts';
import { desk } from './desk.ts';
import { diagnosisOf, openFixtures, passes } from './runs.ts';

const HOUR = 3_600_000;
const fixtures = openFixtures();

test('a run that ends is no finding, however it ends', async () => {
  const suite = await fixtures.load('lets-errors-through', desk);
  await passes(suite, async ({ run, expect }) => {
    expect(await run('answerCustomer', [])).toHaveCompleted();
    const faults = { byName: { openTicket: fails('DeskClosed', 'come back tomorrow') } };
    expect(await run('answerCustomer', [], { faults })).toHaveFailedWith('DeskClosed');
  });
});

test('a plain error, which fails the workflow task again and again', async () => {
  const suite = await fixtures.load('throws-a-plain-error', desk);
  const when = 'Nobody does anything to the run.';
  expect(await diagnosisOf(suite, ({ run }) => run('answerCustomer', [], { when })))
    .toMatchInlineSnapshot(`
      "
        When      Nobody does anything to the run.
        Expected  answerCustomer runs to an end.
        Happened  The workflow’s own code threw an error that does not end the
                  workflow:
                  Error: nobody is at the desk
                  at answerCustomer (answers/throws-a-plain-error/workflows.ts:8:9)

             5  +0 s    openTicket scheduled
             7  +0 s    openTicket completed
          ▶ 10  +0 s    the workflow’s own code failed: nobody is at the desk

        It hurts  Temporal takes such an error for a bug, not for a result. It tries
                  the same task again and again; the run stays open until somebody
                  mends the code.
        Read      desk#promises
      "
    `);
});

describe('what is explained elsewhere in the course', () => {
  const world = new RunWorld({}, {}, {} as Runtime);
  const about = {
    id: 'r',
    workflow: 'w',
    when: undefined,
    worker: 'kept' as const,
    world,
    replay: undefined,
    events: [],
  };

  test.each([
    ['Error: nobody is at the desk', TOPICS.plainError],
    ['ReferenceError: crypto is not defined\n    at w', TOPICS.missingGlobal],
    ['ReferenceError: process is not defined', TOPICS.missingGlobal],
    ['ReferenceError: require is not defined', TOPICS.missingGlobal],
    ['ReferenceError: ticket is not defined', TOPICS.plainError],
    ['TypeError: Required either scheduleToCloseTimeout or startToCloseTimeout', TOPICS.noTimeout],
    ['Error: Not written yet', undefined],
  ])('a workflow’s own code that throws %j', (reason, topic) => {
    const run = new Run({ ...about, state: 'broken', reason });
    expect(generalFinding(run, [])?.topic).toBe(topic);
  });

  test('an update that gets no answer', () => {
    const run = new Run({ ...about, state: 'unanswered', reason: "update 'write'" });
    expect(generalFinding(run, [])?.topic).toBe(TOPICS.unansweredUpdate);
  });
});

test('an activity without a timeout', async () => {
  const suite = await fixtures.load('sets-no-timeout', desk);
  expect(await diagnosisOf(suite, ({ run }) => run('answerCustomer', []))).toMatchInlineSnapshot(`
    "
      Expected  answerCustomer runs to an end.
      Happened  The workflow’s own code threw an error that does not end the
                workflow:
                TypeError: Required either scheduleToCloseTimeout or
                startToCloseTimeout
                at answerCustomer (answers/sets-no-timeout/workflows.ts:5:26)

        ▶ 4  +0 s    the workflow’s own code failed: Required either
                     scheduleToCloseTimeout or startToCloseTimeout

      It hurts  Temporal takes such an error for a bug, not for a result. It tries
                the same task again and again; the run stays open until somebody
                mends the code.
      Read      desk#promises
    "
  `);
});

test('an activity without a timeout, asked for while the file is loaded', async () => {
  const suite = await fixtures.load('sets-no-timeout-at-load', desk);
  expect(await diagnosisOf(suite, ({ run }) => run('answerCustomer', []))).toMatchInlineSnapshot(`
    "
      Expected  The answer loads.
      Happened  answers/sets-no-timeout-at-load/workflows.ts throws while it is
                loaded, before any workflow starts.
                TypeError: Required either scheduleToCloseTimeout or
                startToCloseTimeout
                    at answers/sets-no-timeout-at-load/workflows.ts:4:24
                Code outside of functions runs whenever a Worker loads the file.
      It hurts  A Worker that cannot load its workflows does not start, and every
                run waits for it.
      Read      desk#promises
    "
  `);
});

test('an activity that does not exist', async () => {
  const suite = await fixtures.load('calls-an-unknown-activity', desk);
  expect(await diagnosisOf(suite, ({ run }) => run('answerCustomer', []))).toMatchInlineSnapshot(`
    "
      Expected  The workflow schedules activities that exist.
      Happened  It scheduled 'openTickets', and there is no activity of that name.

        ▶  5  +0 s    openTickets scheduled
           7  +0 s    openTickets failed: UnknownActivity, there is no activity
                      'openTickets'
          11  +0 s    workflow ended as Failed: UnknownActivity, there is no
                      activity 'openTickets'

      It hurts  Activities are found by name. In production, one that no Worker
                knows fails and is tried again, for ever: the run hangs.
      Read      desk#promises
    "
  `);
});

test('a workflow that does not exist', async () => {
  const suite = await fixtures.load('exports-another-name', desk);
  expect(await diagnosisOf(suite, ({ run }) => run('answerCustomer', []))).toMatchInlineSnapshot(`
    "
      Expected  There is a workflow named 'answerCustomer'.
      Happened  workflows.ts exports answerClient, and no function of that name.

        ▶ 4  +0 s    the workflow’s own code failed: Failed to initialize workflow
                     of type 'answerCustomer': no such function is exported by the
                     workflow bundle

      It hurts  Workflows are found by name. A run whose name no Worker knows is
                tried again and again, and stays open.
      Read      desk#promises
    "
  `);
});

test('a promise that fails and that nobody awaits', async () => {
  const suite = await fixtures.load('floats-a-promise', desk);
  const faults = { byName: { openTicket: fails('DeskClosed', 'come back tomorrow') } };
  expect(await diagnosisOf(suite, ({ run }) => run('answerCustomer', [], { faults })))
    .toMatchInlineSnapshot(`
      "
        Expected  When something that the workflow began fails, its code hears of it.
        Happened  A promise failed, and nobody heard it: DeskClosed, come back
                  tomorrow.

             5  +0 s    openTicket scheduled
             6  +0 s    timer of 1 h started
             8  +0 s    openTicket failed: DeskClosed, come back tomorrow
          ▶ 11  +0 s    the workflow’s own code failed: Unhandled Promise rejection:
                        ActivityFailure: Activity task failed ← DeskClosed, come back
                        tomorrow

        It hurts  An error that nobody hears is no result. Temporal takes it for a
                  bug, tries the same task again and again, and the run stays open.
        Read      desk#promises
      "
    `);
});

test('a run that waits for ever', async () => {
  const suite = await fixtures.load('waits-for-ever', desk);
  expect(await diagnosisOf(suite, ({ run }) => run('answerCustomer', []))).toMatchInlineSnapshot(`
    "
      Expected  answerCustomer runs to an end.
      Happened  The workflow waits, but for no activity, timer or child: nothing is
                under way that would wake it.

        ▶ 4  +0 s    workflow task completed

      It hurts  In production this run stays Running for good. Nobody is told, and
                whoever waits for its result waits too.
      Read      desk#promises
    "
  `);
});

test('a check may want a run that waits', async () => {
  const suite = await fixtures.load('waits-for-ever', desk);
  await passes(suite, async ({ run }) => {
    const waiting = await run('answerCustomer', [], { mayWait: true });
    expect(waiting.state).toBe('waiting');
  });
});

test('an activity that is tried again for ever', async () => {
  const suite = await fixtures.load('tries-for-ever', desk);
  const busy: Fault = async () => ({
    kind: 'failed',
    failure: { type: 'Busy', message: 'all lines are taken', retryable: true },
  });
  const faults = { byName: { openTicket: busy } };
  expect(await diagnosisOf(suite, ({ run }) => run('answerCustomer', [], { faults })))
    .toMatchInlineSnapshot(`
    "
      Expected  answerCustomer runs to an end.
      Happened  openTicket was tried more than 100 times, and failed each time:
                Busy, all lines are taken.

        ▶ 5  +0 s    openTicket scheduled

      It hurts  Attempts that fail leave no events, so this history looks like a run
                that waits. It stays Running, and every attempt costs whoever is
                asked.
      Read      desk#promises
    "
  `);
});

test('a history that grows for ever', async () => {
  const suite = await fixtures.load('polls-for-ever', desk);
  expect(await diagnosisOf(suite, ({ run }) => run('answerCustomer', []))).toMatchInlineSnapshot(`
    "
      Expected  answerCustomer runs to an end.
      Happened  The run goes on and on. It began like this:

           5  +0 s    timer of 1 s started
           6  +0 s    timer of 1 s fired
          10  +0 s    timer of 1 s started
          11  +0 s    timer of 1 s fired
          15  +0 s    timer of 1 s started
          16  +0 s    timer of 1 s fired
          20  +0 s    timer of 1 s started
          21  +0 s    timer of 1 s fired
        ▶             … and so on

      It hurts  At 51,200 events the server terminates a run. Long before that, each
                replay takes longer than the one before.
      Read      desk#promises
    "
  `);
});

test('a loop that keeps the thread', async () => {
  const suite = await fixtures.load('keeps-the-thread', desk);
  expect(await diagnosisOf(suite, ({ run }) => run('answerCustomer', []))).toMatchInlineSnapshot(`
    "
      Expected  answerCustomer gives the thread back whenever it waits.
      Happened  The workflow’s code ran for seconds and never came to an await: look
                for a loop without a way out.

        ▶ 3  +0 s    workflow task started

      It hurts  A Worker cuts such code off after 5 seconds and fails the workflow
                task. The server tries it again, for ever, and each time the other
                workflows on that thread stand still.
      Read      desk#promises
    "
  `);
});

test('a run that breaks while a check lets time pass', async () => {
  const suite = await fixtures.load('breaks-after-a-nap', desk);
  const told = await diagnosisOf(suite, async ({ start }) => {
    const open = await start('answerCustomer', []);
    await open.passTime(2 * HOUR);
    await open.signal('hurry');
  });
  expect(told).toMatchInlineSnapshot(`
    "
      Expected  answerCustomer runs to an end.
      Happened  The workflow’s own code threw an error that does not end the
                workflow:
                Error: overslept
                at answerCustomer (answers/breaks-after-a-nap/workflows.ts:7:9)

          5  +0 s    timer of 1 h started
          6  +1 h    timer of 1 h fired
        ▶ 9  +1 h    the workflow’s own code failed: overslept

      It hurts  Temporal takes such an error for a bug, not for a result. It tries
                the same task again and again; the run stays open until somebody
                mends the code.
      Read      desk#promises
    "
  `);
});

test('a run that breaks at an update, which nobody answers then', async () => {
  const suite = await fixtures.load('breaks-at-an-update', desk);
  const told = await diagnosisOf(suite, async ({ start }) => {
    const open = await start('answerCustomer', []);
    await open.update('write', 'a letter');
  });
  expect(told).toMatchInlineSnapshot(`
    "
      Expected  answerCustomer runs to an end.
      Happened  The workflow’s own code threw an error that does not end the
                workflow:
                Error: no pen for a letter
                at answers/breaks-at-an-update/workflows.ts:6:11

        ▶ 7  +0 s    the workflow’s own code failed: no pen for a letter

      It hurts  Temporal takes such an error for a bug, not for a result. It tries
                the same task again and again; the run stays open until somebody
                mends the code.
      Read      desk#promises
    "
  `);
});

test('an update that nobody answers', async () => {
  const suite = await fixtures.load('never-answers-an-update', desk);
  const told = await diagnosisOf(suite, async ({ start }) => {
    const open = await start('answerCustomer', []);
    await open.update('write', 'a letter');
  });
  expect(told).toMatchInlineSnapshot(`
    "
      Expected  The update 'write' is answered, by a result or by an error.
      Happened  The workflow took the update 'write' on, and never finished it:
                nothing is under way that would.

        ▶ 8  +0 s    update write accepted ("a letter")

      It hurts  Whoever asked waits until their own patience ends, and then does not
                know whether it was done.
      Read      desk#promises
    "
  `);
});

test('an update whose validator is asynchronous', async () => {
  const suite = await fixtures.load('validates-with-a-promise', desk);
  const told = await diagnosisOf(suite, async ({ start }) => {
    const open = await start('answerCustomer', []);
    await open.update('write', '').catch(() => undefined);
    await open.update('write', 'a letter');
    await open.ends();
  });
  expect(told).toMatchInlineSnapshot(`
    "
      Expected  When something that the workflow began fails, its code hears of it.
      Happened  A promise failed, and nobody heard it: nothing is written.

        ▶ 7  +0 s    the workflow’s own code failed: Unhandled Promise rejection:
                     Error: nothing is written ← nothing is written

      It hurts  An error that nobody hears is no result. Temporal takes it for a
                bug, tries the same task again and again, and the run stays open.
      Read      desk#promises
    "
  `);
});

test('after all of that, the next answer runs as if nothing had been', async () => {
  const suite = await fixtures.load('notes-later', desk);
  await passes(suite, async ({ run, expect }) => {
    expect(await run('answerCustomer', [])).toHaveReturned('answered');
  });
});
