import { beforeAll, describe, expect, test } from 'vitest';
import { cutAfter } from '../../src/kit/golden.ts';
import { desk } from './desk.ts';
import { diagnosisOf, openFixtures, passes } from './runs.ts';

const fixtures = openFixtures();
/** Where a run happens this is a Monday afternoon; where it is replayed, Tuesday, 4:45. */
const ASKED = '2024-01-01T15:00:00Z';

describe('every run is replayed', () => {
  test('what the SDK makes deterministic may be used', async () => {
    const suite = await fixtures.load('uses-clock-and-chance', desk);
    await passes(suite, async ({ each, run, expect }) => {
      await each([1, 2, 3, 4], async () => {
        expect(await run('answerCustomer', [])).toHaveCompleted();
      });
    });
  });

  test('a branch on the local hour is found', async () => {
    const suite = await fixtures.load('branches-on-the-local-hour', desk);
    expect(await diagnosisOf(suite, ({ run }) => run('answerCustomer', [ASKED])))
      .toMatchInlineSnapshot(`
        "
          Expected  answerCustomer does the same when it is replayed from its history.
          Happened  Another Worker replayed it, with nothing but the history, in another
                    time zone and language. It went another way.
                    Event 5 is: openTicket scheduled. Replayed, the code asks for
                    leaveNote.
                    The SDK’s own words: [TMPRL1100] Nondeterminism error: Activity type
                    of scheduled event 'openTicket' does not match activity type of
                    activity command 'leaveNote'

            ▶  5  +0 s    openTicket scheduled
               7  +0 s    openTicket completed
              11  +0 s    workflow ended as Completed

          It hurts  After a deployment or a crash, another Worker replays the history.
                    If the code then goes another way, the run is stuck until somebody
                    mends the code.
          Read      desk#promises
        "
      `);
  });

  test('a branch on the locale is found', async () => {
    const suite = await fixtures.load('branches-on-the-locale', desk);
    expect(await diagnosisOf(suite, ({ run }) => run('answerCustomer', [ASKED])))
      .toMatchInlineSnapshot(`
        "
          Expected  answerCustomer does the same when it is replayed from its history.
          Happened  Another Worker replayed it, with nothing but the history, in another
                    time zone and language. It went another way.
                    Event 5 is: openTicket scheduled. Replayed, the code asks for
                    leaveNote.
                    The SDK’s own words: [TMPRL1100] Nondeterminism error: Activity type
                    of scheduled event 'openTicket' does not match activity type of
                    activity command 'leaveNote'

            ▶  5  +0 s    openTicket scheduled
               7  +0 s    openTicket completed
              11  +0 s    workflow ended as Completed

          It hurts  After a deployment or a crash, another Worker replays the history.
                    If the code then goes another way, the run is stuck until somebody
                    mends the code.
          Read      desk#promises
        "
      `);
  });

  test('a branch on replaying is found', async () => {
    const suite = await fixtures.load('branches-on-replaying', desk);
    expect(await diagnosisOf(suite, ({ run }) => run('answerCustomer', []))).toMatchInlineSnapshot(`
      "
        Expected  answerCustomer does the same when it is replayed from its history.
        Happened  Another Worker replayed it, with nothing but the history, in another
                  time zone and language. It went another way.
                  Event 5 is: openTicket scheduled. Replayed, the code starts a timer.
                  The SDK’s own words: [TMPRL1100] Nondeterminism error: Timer machine
                  does not handle this event: HistoryEvent(id: 5,
                  ActivityTaskScheduled)

          ▶  5  +0 s    openTicket scheduled
             7  +0 s    openTicket completed
            11  +0 s    timer of 1 h started
            12  +1 h    timer of 1 h fired
            16  +1 h    leaveNote scheduled
            18  +1 h    leaveNote completed
            22  +1 h    workflow ended as Completed

        It hurts  After a deployment or a crash, another Worker replays the history.
                  If the code then goes another way, the run is stuck until somebody
                  mends the code.
        Read      desk#promises
      "
    `);
  });

  test('a branch on replaying is found too when the Worker forgets the run meanwhile', async () => {
    const suite = await fixtures.load('branches-on-replaying', desk);
    const options = { worker: 'lost', when: 'The Worker dies after every task.' } as const;
    expect(await diagnosisOf(suite, ({ run }) => run('answerCustomer', [], options)))
      .toMatchInlineSnapshot(`
        "
          When      The Worker dies after every task.
          Expected  answerCustomer does the same when it is replayed from its history.
          Happened  A Worker that did not remember the run replayed it, with nothing but
                    the history. It went another way.
                    Event 5 is: openTicket scheduled. Replayed, the code starts a timer.
                    The SDK’s own words: [TMPRL1100] Nondeterminism error: Timer machine
                    does not handle this event: HistoryEvent(id: 5,
                    ActivityTaskScheduled)

            ▶  5  +0 s    openTicket scheduled
               7  +0 s    openTicket completed
              10  +0 s    the workflow’s own code failed: [TMPRL1100] Nondeterminism
                          error: Timer machine does not handle this event:
                          HistoryEvent(id: 5, ActivityTaskScheduled)

          It hurts  After a deployment or a crash, another Worker replays the history.
                    If the code then goes another way, the run is stuck until somebody
                    mends the code.
          Read      desk#promises
        "
      `);
  });

  test('a query that changes state is found', async () => {
    const suite = await fixtures.load('counts-its-queries', desk);
    const ask = async (
      questions: number,
      start: Parameters<Parameters<typeof passes>[1]>[0]['start'],
    ) => {
      const open = await start('answerCustomer', []);
      await open.rests();
      for (let asked = 0; asked < questions; asked += 1) await open.query('asked');
      await open.signal('close');
      await open.ends();
    };
    await passes(suite, ({ start }) => ask(0, start));
    expect(await diagnosisOf(suite, ({ start }) => ask(1, start))).toMatchInlineSnapshot(`
      "
        Expected  answerCustomer does the same when it is replayed from its history.
        Happened  Another Worker replayed it, with nothing but the history, in another
                  time zone and language. It went another way.
                  Event 9 is: openTicket scheduled. Replayed, the code asks for
                  leaveNote.
                  The SDK’s own words: [TMPRL1100] Nondeterminism error: Activity type
                  of scheduled event 'openTicket' does not match activity type of
                  activity command 'leaveNote'

             5  +0 s    signal close
          ▶  9  +0 s    openTicket scheduled
            11  +0 s    openTicket completed
            15  +0 s    workflow ended as Completed

        It hurts  After a deployment or a crash, another Worker replays the history.
                  If the code then goes another way, the run is stuck until somebody
                  mends the code.
        Read      desk#promises
      "
    `);
  });
});

describe('recorded histories', () => {
  let recorded: unknown;
  let recordedWithPatch: unknown;

  beforeAll(async () => {
    recorded = await record('notes-later');
    recordedWithPatch = await record('notes-first-behind-a-patch');
  });

  test('the code that recorded a history replays it', async () => {
    const suite = await fixtures.load('notes-later', desk);
    await passes(suite, ({ replays }) => replays(recorded));
  });

  test('a run that is still open replays as far as it has come', async () => {
    const suite = await fixtures.load('notes-later', desk);
    const { events } = recorded as { events: unknown[] };
    await passes(suite, ({ replays }) => replays({ events: events.slice(0, 11) }));
  });

  test('a change behind a patch replays them', async () => {
    const suite = await fixtures.load('notes-first-behind-a-patch', desk);
    await passes(suite, async ({ replays }) => {
      await replays(recorded);
      await replays(recordedWithPatch);
    });
  });

  test('a change without a patch is found', async () => {
    const suite = await fixtures.load('notes-first', desk);
    expect(await diagnosisOf(suite, ({ replays }) => replays(recorded))).toMatchInlineSnapshot(`
      "
        When      A run that began under earlier code is replayed by the code of
                  today.
        Expected  answerCustomer follows the recorded history to its end.
        Happened  Event 11 is: timer of 1 h started. Replayed, the code schedules an
                  activity.
                  The SDK’s own words: [TMPRL1100] Nondeterminism error: Activity
                  machine does not handle this event: HistoryEvent(id: 11,
                  TimerStarted)

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
  });

  test('a suite may say in its own words where a history comes from', async () => {
    const suite = await fixtures.load('notes-first', desk);
    const words = {
      when: 'An order from last week is still open.',
      expected: 'It goes on as it began.',
      hurts: 'Every open order is stuck.',
      read: 'versioning#patches',
    };
    expect(await diagnosisOf(suite, ({ replays }) => replays(recorded, words)))
      .toMatchInlineSnapshot(`
      "
        When      An order from last week is still open.
        Expected  It goes on as it began.
        Happened  Event 11 is: timer of 1 h started. Replayed, the code schedules an
                  activity.
                  The SDK’s own words: [TMPRL1100] Nondeterminism error: Activity
                  machine does not handle this event: HistoryEvent(id: 11,
                  TimerStarted)

             5  +0 s    openTicket scheduled
             7  +0 s    openTicket completed
          ▶ 11  +0 s    timer of 1 h started
            12  +1 h    timer of 1 h fired
            16  +1 h    leaveNote scheduled
            18  +1 h    leaveNote completed
            22  +1 h    workflow ended as Completed

        It hurts  Every open order is stuck.
        Read      versioning#patches
      "
    `);
  });

  test('a patch that was taken out too early is found', async () => {
    const suite = await fixtures.load('notes-first', desk);
    expect(await diagnosisOf(suite, ({ replays }) => replays(recordedWithPatch)))
      .toMatchInlineSnapshot(`
        "
          When      A run that began under earlier code is replayed by the code of
                    today.
          Expected  answerCustomer follows the recorded history to its end.
          Happened  Event 11 is: marker of patch 'note-first' recorded. Replayed, the
                    code does not ask for that patch at this place.
                    The SDK’s own words: [TMPRL1100] Nondeterminism error:
                    Non-deprecated patch marker encountered for change note-first, but
                    there is no corresponding change command!

               5  +0 s    openTicket scheduled
               7  +0 s    openTicket completed
            ▶ 11  +0 s    marker of patch 'note-first' recorded
              13  +0 s    leaveNote scheduled
              15  +0 s    leaveNote completed
              19  +0 s    timer of 1 h started
              20  +1 h    timer of 1 h fired
              24  +1 h    workflow ended as Completed

          It hurts  The check says why it hurts.
          Read      desk#promises
        "
      `);
  });

  test('code that ends before its history is found', async () => {
    const suite = await fixtures.load('ends-early', desk);
    expect(await diagnosisOf(suite, ({ replays }) => replays(recorded))).toMatchInlineSnapshot(`
      "
        When      A run that began under earlier code is replayed by the code of
                  today.
        Expected  answerCustomer follows the recorded history to its end.
        Happened  Event 11 is: timer of 1 h started. Replayed, the code ends as
                  Completed.
                  The SDK’s own words: [TMPRL1100] Nondeterminism error: Complete
                  workflow machine does not handle this event: HistoryEvent(id: 11,
                  TimerStarted)

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
  });

  test('code that does nothing where its history goes on is found', async () => {
    const suite = await fixtures.load('waits-where-it-slept', desk);
    expect(await diagnosisOf(suite, ({ replays }) => replays(recorded))).toMatchInlineSnapshot(`
      "
        When      A run that began under earlier code is replayed by the code of
                  today.
        Expected  answerCustomer follows the recorded history to its end.
        Happened  Event 11 is: timer of 1 h started. Replayed, the code does nothing
                  there.
                  The SDK’s own words: [TMPRL1100] Nondeterminism error: No command
                  scheduled for event HistoryEvent(id: 11, TimerStarted)

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
  });

  test('code that throws where its history goes on is found', async () => {
    const suite = await fixtures.load('throws-a-plain-error', desk);
    expect(await diagnosisOf(suite, ({ replays }) => replays(recorded))).toMatchInlineSnapshot(`
      "
        When      A run that began under earlier code is replayed by the code of
                  today.
        Expected  answerCustomer follows the recorded history to its end.
        Happened  Replayed, the code throws: nobody is at the desk
                  at answerCustomer (answers/throws-a-plain-error/workflows.ts:8:9)

             5  +0 s    openTicket scheduled
          ▶  7  +0 s    openTicket completed
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

  test('what is no history is our fault', async () => {
    const suite = await fixtures.load('notes-later', desk);
    const { events } = recorded as { events: unknown[] };
    const unusable = [
      undefined,
      {},
      [],
      { events: [] },
      { events: events.slice(1) },
      { events: [{}] },
    ];
    for (const history of unusable) {
      await expect(passes(suite, ({ replays }) => replays(history))).rejects.toThrow(
        'A recorded history must have events, first the start of a workflow.',
      );
    }
  });

  test('may be played to any workflow of the answer', async () => {
    const suite = await fixtures.load('holds-two-stages', desk);
    await passes(suite, ({ replays }) => replays(recorded, { as: 'answerCustomerPatched' }));
  });

  test('may have to be refused, and the refusal is seen', async () => {
    const suite = await fixtures.load('holds-two-stages', desk);
    await passes(suite, async ({ refuses }) => {
      const { text, events } = await refuses(recorded);
      expect(text).toContain('Event 11 is: timer of 1 h started. Replayed, the code schedules');
      expect(events).toEqual([11]);
    });
    const told = await diagnosisOf(suite, ({ refuses }) =>
      refuses(recorded, { as: 'answerCustomerPatched' }),
    );
    expect(told).toMatchInlineSnapshot(`
      "
        When      A run that began under earlier code is replayed by the code of
                  today.
        Expected  answerCustomerPatched refuses the recorded history.
        Happened  It follows the history to its end, and takes the run for one of its
                  own.

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

  test('may be cut off where the run stood at a moment', async () => {
    const suite = await fixtures.load('holds-two-stages', desk);
    await passes(suite, async ({ replays, refuses }) => {
      for (const last of [4, 7, 8]) await replays(cutAfter(recorded, last));
      await refuses(cutAfter(recorded, 11));
      await refuses(cutAfter(recorded, 12));
    });
    expect(() => cutAfter(recorded, 99)).toThrow('has no event 99');
  });

  /** Runs a fixture to its end, and returns its history as a kata would keep it. */
  async function record(name: string): Promise<unknown> {
    const suite = await fixtures.load(name, desk);
    const { id } = await suite.run('answerCustomer', []);
    const history = await suite.runtime.recording(id);
    return typeof history === 'string' ? JSON.parse(history) : history;
  }
});
