import { describe, expect, test } from 'vitest';
import type { Run } from '../../src/kit/run.ts';
import type { Tools } from '../../src/kit/tools.ts';
import { fails, flaky } from '../../src/kit/faults.ts';
import { diagnosisOf, failure, openFixtures, passes } from './runs.ts';
import { shop } from './shop.ts';

const fixtures = openFixtures();

describe('lose the Worker at every workflow task and every step', () => {
  const placing = { workflow: 'placeOrder', args: ['order-7'] };
  const paysOnce = ({ fail }: Tools, run: Run) => {
    if (run.ledger.balance('card') === -40) return;
    fail(run, {
      expected: 'The card is charged 40 euros.',
      happened: `It was charged ${-run.ledger.balance('card')} euros.`,
      marked: ({ name }) => name === 'charge',
    });
  };

  test('each moment is tried', async () => {
    const suite = await fixtures.load('charges-with-a-key', shop);
    const tried: string[] = [];
    await passes(suite, (tools) =>
      tools.crashEverywhere(placing, (run) => {
        tried.push(`${run.when} ${run.activities.map(({ attempts }) => attempts).join()}`);
        tools.expect(run).toHaveCompleted();
        paysOnce(tools, run);
      }),
    );
    expect(tried.toSorted()).toMatchInlineSnapshot(`
      [
        "The Worker dies after every single workflow task. 1,1",
        "The Worker dies at every step, right after the effect. 2,2",
        "The Worker dies at every step, right before the effect. 2,2",
      ]
    `);
  });

  test('only the steps that count are tried', async () => {
    const suite = await fixtures.load('charges-with-a-key', shop);
    const attempts: string[] = [];
    await passes(suite, ({ crashEverywhere }) =>
      crashEverywhere({ ...placing, steps: ['ship'] }, (run) => {
        attempts.push(run.activities.map(({ name, attempts: n }) => `${name} ${n}`).join());
      }),
    );
    expect(attempts.toSorted()).toEqual(['charge 1,ship 1', 'charge 1,ship 2', 'charge 1,ship 2']);
  });

  test('an effect that happens twice is found', async () => {
    const suite = await fixtures.load('charges-without-a-key', shop);
    expect(
      await diagnosisOf(suite, (tools) =>
        tools.crashEverywhere(placing, (run) => paysOnce(tools, run)),
      ),
    ).toMatchInlineSnapshot(`
      "
        When      The Worker dies right after charge took effect, before anybody hears
                  of it.
        Expected  The card is charged 40 euros.
        Happened  It was charged 80 euros.

          ▶  5  +0 s    charge scheduled
             7  +1 min  charge completed
            11  +1 min  ship scheduled
            13  +1 min  ship completed
            17  +1 min  workflow ended as Completed

        It hurts  The check says why it hurts.
        Read      desk#promises
      "
    `);
  });

  test('effects that happen twice and make up for each other are found', async () => {
    const suite = await fixtures.load('takes-and-gives-without-a-key', {
      take: (_, pen) => pen.add('card', -40),
      giveBack: (_, pen) => pen.add('card', 40),
    });
    const { when, happened } = await failure(suite, ({ crashEverywhere, fail }) =>
      crashEverywhere({ workflow: 'changeMind', args: ['order-7'] }, (run) => {
        const balance = run.ledger.balance('card');
        if (balance !== 0) {
          fail(run, { expected: 'The card is even.', happened: `It stands at ${balance} euros.` });
        }
      }),
    );
    expect(when).toBe('The Worker dies right after take took effect, before anybody hears of it.');
    expect(happened).toBe('It stands at -40 euros.');
  });

  test('what goes wrong only without memory is found', async () => {
    const suite = await fixtures.load('decides-by-replaying', shop);
    expect(
      await diagnosisOf(suite, (tools) =>
        tools.crashEverywhere(placing, (run) => {
          const asGift = ({ gift }: { gift?: boolean }) => gift === true;
          tools.expect(run).toHaveGiven('ship', 'gift: true, as it was decided', asGift);
        }),
      ),
    ).toMatchInlineSnapshot(`
      "
        When      The Worker dies after every single workflow task.
        Expected  ship is given gift: true, as it was decided.
        Happened  It was given { "order": "order-7", "gift": false }.

             5  +0 s    charge scheduled
             7  +0 s    charge completed
          ▶ 11  +0 s    ship scheduled
            13  +0 s    ship completed
            17  +0 s    workflow ended as Completed

        It hurts  The check says why it hurts.
        Read      desk#promises
      "
    `);
  });
});

describe('fail every step', () => {
  const placing = {
    workflow: 'placeOrder',
    args: ['order-7'],
    steps: ['reserve', 'charge', 'ship'],
  };
  const words = ({ name }: { name: string }) => `${name} says no.`;
  const leavesNothing = ({ fail }: Tools, run: Run) => {
    const left = run.ledger.unbalanced();
    if (left.length === 0) return;
    const happened = `Something is left of it: ${left.join(' and ')}.`;
    fail(run, { expected: 'Nothing is left of the order.', happened });
  };

  test('each step fails once', async () => {
    const suite = await fixtures.load('undoes-what-it-did', shop);
    const tried: string[] = [];
    await passes(suite, (tools) =>
      tools.failEachStep(
        placing,
        () => fails('No', 'not today'),
        words,
        (run, step) => {
          tried.push(`${step?.name}: ${run.when}`);
          tools
            .expect(run)
            .toHaveFailedWith('No')
            .toHaveAttempted(step?.name ?? '', 1);
          leavesNothing(tools, run);
        },
      ),
    );
    expect(tried.toSorted()).toEqual([
      'charge: charge says no.',
      'reserve: reserve says no.',
      'ship: ship says no.',
    ]);
  });

  test('a step may also fail for a while', async () => {
    const suite = await fixtures.load('undoes-what-it-did', shop);
    await passes(suite, (tools) =>
      tools.failEachStep(
        placing,
        () => flaky('Busy', 'try again', { times: 2 }),
        ({ name }) => `${name} is busy twice.`,
        (run, step) => {
          tools
            .expect(run)
            .toHaveCompleted()
            .toHaveAttempted(step?.name ?? '', 3);
        },
      ),
    );
  });

  test('the first step in order whose failure is mistreated is told', async () => {
    const suite = await fixtures.load('forgets-to-refund', shop);
    expect(
      await diagnosisOf(suite, (tools) =>
        tools.failEachStep(
          placing,
          () => fails('No', 'not today'),
          words,
          (run) => leavesNothing(tools, run),
        ),
      ),
    ).toMatchInlineSnapshot(`
      "
        When      ship says no.
        Expected  Nothing is left of the order.
        Happened  Something is left of it: card.

             5  +0 s    reserve scheduled
             7  +0 s    reserve completed
            11  +0 s    charge scheduled
            13  +0 s    charge completed
            17  +0 s    ship scheduled
            19  +0 s    ship failed: No, not today
            23  +0 s    release scheduled
            25  +0 s    release completed
          ▶ 29  +0 s    workflow ended as Failed: No, not today

        It hurts  The check says why it hurts.
        Read      desk#promises
      "
    `);
  });

  test('of steps that are open at once, each one fails alone', async () => {
    const suite = await fixtures.load('charges-side-by-side', shop);
    const orders = ['order-1', 'order-2', 'order-3', 'order-4', 'order-5'];
    const failed: string[] = [];
    await passes(suite, (tools) =>
      tools.failEachStep(
        { workflow: 'placeOrders', args: [orders] },
        () => fails('No', 'not today'),
        words,
        (run, step) => {
          const { order = '' } = (step?.input ?? {}) as { order?: string };
          expect(run.result).toEqual([order]);
          failed.push(order);
        },
      ),
    );
    expect(failed.toSorted()).toEqual(orders);
  });
});

describe('cancel at every await', () => {
  const holding = { workflow: 'holdOrder', args: ['order-7'] };
  const leavesNothing = ({ fail, expect: expectRun }: Tools, run: Run) => {
    if (run.ledger.balance('stock') !== 0) {
      fail(run, {
        expected: 'Nothing stays reserved.',
        happened: 'The goods are still reserved.',
        marked: ({ type }) => type === 'WorkflowExecutionCancelRequested',
      });
    }
    expectRun(run).toHaveBeenCancelled();
  };

  test('each await is tried: activities, timers, conditions', async () => {
    const suite = await fixtures.load('cleans-up-when-cancelled', shop);
    const tried: (string | undefined)[] = [];
    await passes(suite, (tools) =>
      tools.cancelEverywhere(holding, (run) => {
        tried.push(run.when);
        leavesNothing(tools, run);
      }),
    );
    expect(tried).toMatchInlineSnapshot(`
      [
        "Somebody cancels the workflow while reserve is under way.",
        "Somebody cancels the workflow while its first timer runs (1 h).",
        "Somebody cancels the workflow while its 2nd timer runs (1 day).",
        "Somebody cancels the workflow while it waits.",
      ]
    `);
  });

  test('a cancel while a step is under way is found', async () => {
    const suite = await fixtures.load('cleans-up-except-in-its-step', shop);
    expect(
      await diagnosisOf(suite, (tools) =>
        tools.cancelEverywhere(holding, (run) => leavesNothing(tools, run)),
      ),
    ).toMatchInlineSnapshot(`
      "
        When      Somebody cancels the workflow while reserve is under way.
        Expected  Nothing stays reserved.
        Happened  The goods are still reserved.

             5  +0 s    reserve scheduled
          ▶  6  +0 s    somebody asked to cancel the workflow
            10  +0 s    reserve asked to cancel
            11  +0 s    workflow ended as Canceled

        It hurts  The check says why it hurts.
        Read      desk#promises
      "
    `);
  });

  test('a cancel while a timer runs is found', async () => {
    const suite = await fixtures.load('cleans-up-except-in-its-second-sleep', shop);
    expect(
      await diagnosisOf(suite, (tools) =>
        tools.cancelEverywhere(holding, (run) => leavesNothing(tools, run)),
      ),
    ).toMatchInlineSnapshot(`
      "
        When      Somebody cancels the workflow while its 2nd timer runs (1 day).
        Expected  Nothing stays reserved.
        Happened  The goods are still reserved.

             5  +0 s    reserve scheduled
             7  +0 s    reserve completed
            11  +0 s    timer of 1 h started
            12  +1 h    timer of 1 h fired
            16  +1 h    timer of 1 day started
          ▶ 17  +1 h    somebody asked to cancel the workflow
            21  +1 h    timer of 1 day cancelled
            22  +1 h    workflow ended as Canceled

        It hurts  The check says why it hurts.
        Read      desk#promises
      "
    `);
  });

  test('a cancel while it waits for anything else is found', async () => {
    const suite = await fixtures.load('cleans-up-except-while-it-waits', shop);
    expect(
      await diagnosisOf(suite, (tools) =>
        tools.cancelEverywhere(holding, (run) => leavesNothing(tools, run)),
      ),
    ).toMatchInlineSnapshot(`
      "
        When      Somebody cancels the workflow while it waits.
        Expected  Nothing stays reserved.
        Happened  The goods are still reserved.

             5  +0 s       reserve scheduled
             7  +0 s       reserve completed
            11  +0 s       timer of 1 h started
            12  +1 h       timer of 1 h fired
            16  +1 h       timer of 1 day started
            17  +1 day 1 h timer of 1 day fired
          ▶ 21  +1 day 1 h somebody asked to cancel the workflow
            25  +1 day 1 h workflow ended as Canceled

        It hurts  The check says why it hurts.
        Read      desk#promises
      "
    `);
  });

  test('a step that takes effect only after it was cancelled is found', async () => {
    const waits = await fixtures.load('cleans-up-when-cancelled', shop);
    await passes(waits, (tools) =>
      tools.cancelEverywhere(holding, (run) => leavesNothing(tools, run), 'takes effect late'),
    );
    const suite = await fixtures.load('does-not-await-its-cancelled-step', shop);
    await passes(suite, (tools) =>
      tools.cancelEverywhere(holding, (run) => leavesNothing(tools, run)),
    );
    expect(
      await diagnosisOf(suite, (tools) =>
        tools.cancelEverywhere(holding, (run) => leavesNothing(tools, run), 'takes effect late'),
      ),
    ).toMatchInlineSnapshot(`
      "
        When      Somebody cancels the workflow while reserve is under way.
        Expected  Nothing stays reserved.
        Happened  The goods are still reserved.

             5  +0 s    reserve scheduled
          ▶  6  +0 s    somebody asked to cancel the workflow
            10  +0 s    reserve asked to cancel
            11  +0 s    release scheduled
            13  +0 s    release completed
            17  +0 s    workflow ended as Canceled

        It hurts  The check says why it hurts.
        Read      desk#promises
      "
    `);
  });
});
