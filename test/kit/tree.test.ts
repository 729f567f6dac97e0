import { describe, expect, test } from 'vitest';
import { dies, fails } from '../../src/kit/faults.ts';
import { desk } from './desk.ts';
import { diagnosisOf, openFixtures, passes } from './runs.ts';
import { shop } from './shop.ts';

const fixtures = openFixtures();
const MONDAY = '2024-01-01T15:00:00Z';

describe('a run that continues as new', () => {
  test('is one chain: messages reach its current run, and each run has a history', async () => {
    const suite = await fixtures.load('keeps-an-account', desk);
    await passes(suite, async ({ start }) => {
      const open = await start('account', []);
      await open.rests();
      for (const amount of [1, 2, 3]) await open.signal('pay', amount);
      expect(await open.update('book', 10)).toBe(16);
      expect(await open.query('balance')).toBe(16);
      for (const amount of [20, 30, 40]) await open.update('book', amount);
      expect(await open.query('balance')).toBe(106);
      await open.signal('close');
      const run = await open.ends();
      expect(run.result).toBe(106);
      expect(run.chain.map(({ state }) => state)).toEqual(['continued', 'continued', 'completed']);
      expect(run.chain.map(({ member }) => member)).toEqual(['', 'run2', 'run3']);
      expect(run.chain.every(({ replay }) => replay?.same)).toBe(true);
      expect(run.tree.flatMap(({ activities }) => activities.map((one) => one.activityId))).toEqual(
        ['1', 'run2:1', 'run3:1'],
      );
    });
  });

  test('is told by the run of the chain that it is about', async () => {
    const suite = await fixtures.load('keeps-an-account', desk);
    const told = await diagnosisOf(suite, async ({ start, expect: must }) => {
      const open = await start('account', []);
      for (const amount of [1, 2, 3, 4]) await open.update('book', amount);
      await open.signal('close');
      must(await open.ends()).toHaveReturned(7);
    });
    expect(told).toContain('It returned 10.');
    expect(told).toContain('      History of run 2 of 2:\n');
  });

  test('for ever is found', async () => {
    const suite = await fixtures.load('opens-accounts-for-ever');
    const told = await diagnosisOf(suite, ({ run }) => run('account', [], { limits: { runs: 5 } }));
    expect(told).toMatchInlineSnapshot(`
      "
        Expected  account runs to an end.
        Happened  It continued as new 5 times, and would go on. Its last run looked
                  like this:

            5  +0 s    workflow continued as new
          ▶            … and so on

        It hurts  At 51,200 events the server terminates a run. Long before that, each
                  replay takes longer than the one before.
        Read      desk#promises
      "
    `);
  });

  test('for ever lets nobody wait who talks to it', async () => {
    const suite = await fixtures.load('opens-accounts-for-ever');
    const told = await diagnosisOf(suite, async ({ start }) => {
      const open = await start('account', [], { limits: { runs: 5 } });
      await open.until(() => false);
    });
    expect(told).toContain('It continued as new 5 times, and would go on.');
  });

  test('whose code fails lets nobody wait either', async () => {
    const suite = await fixtures.load('throws-a-plain-error', desk);
    const told = await diagnosisOf(suite, async ({ start }) => {
      const open = await start('answerCustomer', []);
      await open.until(() => false);
    });
    expect(told).toContain('nobody is at the desk');
  });
});

describe('a run with children', () => {
  test('has their histories, and one world and one ledger for all', async () => {
    const suite = await fixtures.load('mails-in-batches', shop);
    await passes(suite, async ({ run, expect: must }) => {
      const mailing = await run('mailing', [3]);
      must(mailing)
        .toHaveCompleted()
        .toHaveAtMostChildrenAtOnce(3)
        .toHaveFewerEventsEachThan(60)
        .toHaveAtMostAtOnceInAll(3, ['reserve', 'charge', 'release']);
      expect(mailing.children.map(({ member }) => member)).toEqual(['child1', 'child2', 'child3']);
      expect(mailing.children.every(({ replay }) => replay?.same)).toBe(true);
      expect(mailing.ledger.balance('card')).toBe(-240);
      expect(mailing.tree).toHaveLength(4);
    });
  });

  test('is crashed, failed and cancelled in its children too', async () => {
    const suite = await fixtures.load('mails-in-batches', shop);
    const mailing = { workflow: 'mailing', args: [2, 1] };
    await passes(suite, async (tools) => {
      const crashed: string[] = [];
      await tools.crashEverywhere(mailing, (run, step) => {
        tools.expect(run).toHaveCompleted();
        expect(run.ledger.balance('card')).toBe(-80);
        if (step) crashed.push(step.activityId);
      });
      const failed: string[] = [];
      await tools.failEachStep(
        { ...mailing, steps: ['charge'] },
        () => fails('Declined', 'no'),
        ({ name }) => `${name} fails.`,
        (run, step) => {
          tools.expect(run).toHaveFailedWith('Declined');
          failed.push(step?.activityId ?? '');
        },
      );
      expect(failed.toSorted()).toEqual(['child1:2', 'child2:2']);
      await tools.cancelEverywhere({ ...mailing, steps: ['charge'] }, (run) => {
        tools.expect(run).toHaveBeenCancelled();
        expect(run.children.some(({ state }) => state === 'cancelled')).toBe(true);
      });
    });
  });

  test('may name them as a run before it did', async () => {
    const suite = await fixtures.load('names-its-child', desk);
    await passes(suite, async ({ run, expect: must }) => {
      for (const _ of ['Monday', 'Tuesday']) {
        const mailing = await run('mailing', []);
        must(mailing).toHaveCompleted();
        expect(mailing.children.map(({ activities }) => activities.length)).toEqual([1]);
      }
    });
  });

  test('waits for good when a child does', async () => {
    const suite = await fixtures.load('mails-a-child-that-waits');
    expect(await diagnosisOf(suite, ({ run }) => run('mailing', []))).toMatchInlineSnapshot(`
      "
        Expected  mailBatch runs to an end.
        Happened  The workflow waits, but for no activity, timer or child: nothing is
                  under way that would wake it.

            History of the child mailBatch:
          ▶ 4  +0 s    workflow task completed

        It hurts  In production this run stays Running for good. Nobody is told, and
                  whoever waits for its result waits too.
        Read      desk#promises
      "
    `);
  });

  test('suffers from a child whose code fails', async () => {
    const suite = await fixtures.load('mails-a-child-that-breaks');
    expect(await diagnosisOf(suite, ({ run }) => run('mailing', []))).toMatchInlineSnapshot(`
      "
        Expected  mailBatch runs to an end.
        Happened  The workflow’s own code threw an error that does not end the
                  workflow:
                  Error: no stamps
                  at mailBatch (answers/mails-a-child-that-breaks/workflows.ts:9:9)

            History of the child mailBatch:
            5  +0 s    timer of 1 h started
            6  +1 h    timer of 1 h fired
          ▶ 9  +1 h    the workflow’s own code failed: no stamps

        It hurts  Temporal takes such an error for a bug, not for a result. It tries
                  the same task again and again; the run stays open until somebody
                  mends the code.
        Read      desk#promises
      "
    `);
  });

  test('is replayed with its children', async () => {
    const suite = await fixtures.load('reads-the-hour-in-a-child');
    expect(await diagnosisOf(suite, ({ run }) => run('mailing', [MONDAY]))).toMatchInlineSnapshot(`
      "
        Expected  mailBatch does the same when it is replayed from its history.
        Happened  Another Worker replayed it, with nothing but the history, in another
                  time zone and language. It went another way.
                  Event 5 is: timer of 1 h started. Replayed, the code ends as
                  Completed.
                  The SDK’s own words: [TMPRL1100] Nondeterminism error: Complete
                  workflow machine does not handle this event: HistoryEvent(id: 5,
                  TimerStarted)

            History of the child mailBatch:
          ▶  5  +0 s    timer of 1 h started
             6  +1 h    timer of 1 h fired
            10  +1 h    workflow ended as Completed

        It hurts  After a deployment or a crash, another Worker replays the history.
                  If the code then goes another way, the run is stuck until somebody
                  mends the code.
        Read      desk#promises
      "
    `);
  });

  test('may leave them behind, and says by which policy', async () => {
    const suite = await fixtures.load('leaves-a-child-behind', desk);
    await passes(suite, async ({ each, run }) => {
      await each(['ABANDON', 'TERMINATE', 'REQUEST_CANCEL'], async (policy) => {
        const mailing = await run('mailing', [policy]);
        const [child] = mailing.children;
        // This server records the policy, and lets the child go on whatever it says.
        expect(child?.state).toBe('completed');
        const [asked] = mailing.all('StartChildWorkflowExecutionInitiated');
        expect(asked?.closePolicy).toBe(policy.toLowerCase().replace('_', ' '));
      });
    });
  });

  test('may ask for one in their last task; it comes too late, and disturbs nobody', async () => {
    const suite = await fixtures.load('lets-a-child-begin-too-late', desk);
    await passes(suite, async ({ run, expect: expectRun }) => {
      const mailing = await run('mailing', []);
      expect(mailing.children).toHaveLength(0);
      // Were time held for the child, each nap would have to wait until somebody finds out, and all
      // of them would take longer than a check may.
      for (let nap = 0; nap < 25; nap += 1) expectRun(await run('napping', [])).toHaveCompleted();
      expect(mailing.world.tries).toHaveLength(0);
    });
  });

  test('loses the Worker of one child, and the others go on', async () => {
    const suite = await fixtures.load('mails-in-batches', shop);
    await passes(suite, async ({ run }) => {
      const byId = new Map([['child2:2', dies('after the effect')]]);
      const mailing = await run('mailing', [2, 1], { faults: { byId } });
      const twice = mailing.children.flatMap(({ activities }) =>
        activities.filter(({ attempts }) => attempts === 2).map(({ activityId }) => activityId),
      );
      expect(twice).toEqual(['child2:2']);
    });
  });
});
