import { describe, expect, test } from 'vitest';
import { dies, fails, failsAfterEffect } from '../../src/kit/faults.ts';
import type { Run } from '../../src/kit/run.ts';
import type { Tools } from '../../src/kit/tools.ts';
import { bank } from './bank.ts';
import { diagnosisOf, openFixtures, passes } from './runs.ts';

const HOUR = 3_600_000;
const fixtures = openFixtures();

describe('activities that the answer exports', () => {
  test('run in the answer host, and their calls reach the services', async () => {
    const suite = await fixtures.load('charges-and-mails', bank);
    await passes(suite, async ({ run, expect: expectRun }) => {
      const paid = await run('payOrder', ['order-7']);
      expectRun(paid).toHaveCompleted().toHaveReturned('receipt of order-7');
      expect(paid.world.calls.map(({ id, name, input }) => [id, name, input])).toEqual([
        ['1/1', 'payments.charge', { order: 'order-7', key: 'pay-order-7' }],
        ['1/2', 'mail.send', { to: 'order-7' }],
      ]);
      expect(paid.ledger.entries).toMatchObject([
        { activity: 'pay', activityId: '1', attempt: 1, account: 'card', amount: -40 },
        { activity: 'pay', activityId: '1', attempt: 1, account: 'mails', amount: 1 },
      ]);
    });
  });

  test('know about themselves what a Worker would tell them', async () => {
    const suite = await fixtures.load('charges-and-mails', bank);
    await passes(suite, async ({ run }) => {
      const described = await run('describeActivity', []);
      expect(described.result).toMatchInlineSnapshot(`
        {
          "activityId": "1",
          "activityType": "describe",
          "attempt": 1,
          "queued": true,
          "startToCloseTimeoutMs": 60000,
          "workflowId": "charges-and-mails-2-1-1",
          "workflowType": "describeActivity",
        }
      `);
    });
  });

  test('may catch a refusal, and fail in words of their own', async () => {
    const suite = await fixtures.load('charges-and-mails', bank);
    await passes(suite, async ({ run, expect: expectRun }) => {
      const declined = await run('payOrderOnce', ['order-0']);
      expectRun(declined).toHaveFailedWith('Declined').toHaveAttempted('payOnce', 1);
      expect(declined.last('ActivityTaskFailed')?.failure).toMatchObject({
        type: 'Declined',
        message: 'no card: the bank says no',
        retryable: false,
        cause: { message: 'the bank says no' },
      });
    });
  });

  test('may say when to try again', async () => {
    const suite = await fixtures.load('charges-and-mails', bank);
    await passes(suite, async ({ run, expect: expectRun }) => {
      expectRun(await run('waitForIt', []))
        .toHaveReturned(2)
        .toHaveTaken({ atLeast: 2 * HOUR, atMost: 3 * HOUR });
    });
  });
});

describe('what goes wrong with a call on a service', () => {
  test('reaches the activity as an error', async () => {
    const suite = await fixtures.load('charges-and-mails', bank);
    await passes(suite, async ({ run }) => {
      const faults = { byName: { 'payments.charge': fails('CardDeclined', 'not today') } };
      const { ledger, failure } = await run('payOrderOnce', ['order-7'], { faults });
      expect(failure?.cause).toMatchObject({ type: 'Declined', message: 'no card: not today' });
      expect(ledger.entries).toEqual([]);
    });
  });

  test('has its type for a name, also for who decides what to try again', async () => {
    const suite = await fixtures.load('submits-payments', bank);
    await passes(suite, async ({ run, expect: expectRun }) => {
      const declined = await run('payOrder', ['order-0']);
      expectRun(declined).toHaveFailedWith('CardDeclined').toHaveAttempted('pay', 1);
    });
  });

  test('may come after the effect', async () => {
    const suite = await fixtures.load('charges-and-mails', bank);
    await passes(suite, async ({ run }) => {
      const faults = { byName: { 'payments.charge': failsAfterEffect('CardDeclined', 'no') } };
      const { ledger } = await run('payOrderOnce', ['order-7'], { faults });
      expect(ledger.balance('card')).toBe(-40);
    });
  });

  test('may be the death of the Worker: the attempt times out, and the next one starts anew', async () => {
    const suite = await fixtures.load('charges-and-mails', bank);
    await passes(suite, async ({ run, expect: expectRun }) => {
      const faults = { byName: { 'payments.charge': dies('after the effect') } };
      const paid = await run('payOrder', ['order-7'], { faults });
      expectRun(paid).toHaveCompleted().toHaveAttempted('pay', 2).toHaveTaken({ atLeast: 60_000 });
      expect(
        paid.world.calls.map(({ name, attempt, reply }) => [name, attempt, reply?.kind]),
      ).toEqual([
        ['payments.charge', 1, 'lost'],
        ['payments.charge', 2, 'completed'],
        ['mail.send', 2, 'completed'],
      ]);
    });
  });

  test('takes what the Worker remembered with it', async () => {
    const suite = await fixtures.load('remembers-in-the-worker', bank);
    await passes(suite, async ({ run }) => {
      const calm = await run('payTwice', ['order-7']);
      expect(calm.ledger.balance('card')).toBe(-40);
      const faults = { byName: { 'payments.charge': dies('after the effect') } };
      const disturbed = await run('payTwice', ['order-7'], { faults });
      expect(disturbed.ledger.balance('card')).toBe(-80);
      const forgetful = await run('payTwice', ['order-7'], { worker: 'lost' });
      expect(forgetful.ledger.balance('card')).toBe(-80);
    });
  });
});

describe('powers over activities of the answer', () => {
  const paying = { workflow: 'payOrder', args: ['order-7'] };
  const mailsOnce = ({ fail }: Tools, run: Run) => {
    const mails = run.ledger.balance('mails');
    if (mails === 1) return;
    fail(run, { expected: 'One mail is sent.', happened: `${mails} mails were sent.` });
  };

  test('each call fails in turn', async () => {
    const suite = await fixtures.load('charges-and-mails', bank);
    const tried: string[] = [];
    await passes(suite, (tools) =>
      tools.failEachStep(
        { workflow: 'payOrderOnce', args: ['order-7'] },
        () => fails('CardDeclined', 'not today'),
        ({ name }) => `${name} says no.`,
        (run, step) => {
          tried.push(`${step?.name} of ${step?.call?.activity}: ${run.when}`);
          tools.expect(run).toHaveFailedWith('Declined');
        },
      ),
    );
    expect(tried).toEqual(['payments.charge of payOnce: payments.charge says no.']);
  });

  test('the Worker dies between calls too', async () => {
    const suite = await fixtures.load('charges-and-mails', bank);
    const tried: string[] = [];
    await passes(suite, (tools) =>
      tools.crashEverywhere(paying, (run) => {
        tried.push(`${run.when} Charged ${-run.ledger.balance('card')}.`);
      }),
    );
    expect(tried.toSorted()).toMatchInlineSnapshot(`
      [
        "The Worker dies after every single workflow task. Charged 40.",
        "The Worker dies at every step, right after the effect. Charged 40.",
        "The Worker dies at every step, right before the effect. Charged 40.",
        "The Worker dies right after pay took effect, before anybody hears of it. Charged 40.",
        "The Worker dies right after payments.charge took effect, before anybody hears of it. Charged 40.",
      ]
    `);
  });

  test('an effect that happens twice is found', async () => {
    const suite = await fixtures.load('charges-and-mails', bank);
    expect(
      await diagnosisOf(suite, (tools) =>
        tools.crashEverywhere(paying, (run) => mailsOnce(tools, run)),
      ),
    ).toMatchInlineSnapshot(`
      "
        When      The Worker dies right after pay took effect, before anybody hears of
                  it.
        Expected  One mail is sent.
        Happened  2 mails were sent.

             5  +0 s    pay scheduled
             7  +1 min  pay completed
          ▶ 11  +1 min  workflow ended as Completed

        It hurts  The check says why it hurts.
        Read      desk#promises
      "
    `);
  });

  test('the workflow is cancelled while a call is under way', async () => {
    const suite = await fixtures.load('charges-and-mails', bank);
    const tried: string[] = [];
    await passes(suite, (tools) =>
      tools.cancelEverywhere(paying, (run) => {
        tried.push(`${run.when} ${run.state}`);
      }),
    );
    expect(tried.toSorted()).toMatchInlineSnapshot(`
      [
        "Somebody cancels the workflow while mail.send is under way. cancelled",
        "Somebody cancels the workflow while payments.charge is under way. cancelled",
      ]
    `);
  });
});

describe('activities that cannot be loaded', () => {
  const problem = async (activities: string) => {
    const workflows = 'export async function nothing(): Promise<void> {}';
    const state = await fixtures.loadFiles({
      'activities.ts': activities,
      'workflows.ts': workflows,
    });
    if (state.state === 'loaded') return `it loaded: ${state.activities.join()}`;
    return `\n${[state.problem.kind, state.problem.message, ...state.problem.details].join('\n')}\n`;
  };

  test('because they do not parse', async () => {
    expect(await problem('export function createActivities() {\n  return { pay( };\n}\n'))
      .toMatchInlineSnapshot(`
      "
      syntax
      The file does not parse: Expected identifier but found "}"
      answers/desk/activities.ts:2:17  Expected identifier but found "}"
        2 |   return { pay( };
          |                 ^
      "
    `);
  });

  test('because they throw', async () => {
    expect(
      await problem(`export function createActivities() {\n  throw new Error('no settings');\n}\n`),
    ).toMatchInlineSnapshot(`
      "
      throws-at-load
      answers/desk/activities.ts throws while it is loaded, before any workflow starts.
      Error: no settings
          at createActivities (answers/desk/activities.ts:2:9)
      Code outside of functions runs whenever a Worker loads the file.
      "
    `);
  });

  test('because they have another name', async () => {
    expect(await problem('export async function pay() {}\n')).toMatchInlineSnapshot(`
      "
      exports-nothing
      answers/desk/activities.ts exports pay, and no function named createActivities.
      It is given the services, and returns an object of async functions: the activities.
      "
    `);
  });

  test('because there are none', async () => {
    expect(await problem('export function createActivities() {\n  return {};\n}\n'))
      .toMatchInlineSnapshot(`
      "
      exports-nothing
      createActivities in answers/desk/activities.ts returns no activity.
      It is given the services, and returns an object of async functions: the activities.
      "
    `);
  });

  test('because they never end', async () => {
    expect(await problem('export function createActivities() {\n  for (;;);\n}\n'))
      .toMatchInlineSnapshot(`
      "
      loops-at-load
      Loading the answer does not end: its code keeps the thread for itself.
      Look for a loop outside of the workflow functions that has no way out.
      "
    `);
  });
});
