import { describe, expect, test } from 'vitest';
import type { Fault } from '../../src/kit/world.ts';
import { bank } from './bank.ts';
import { flaky } from '../../src/kit/faults.ts';
import { failure, openFixtures, passes } from './runs.ts';

const fixtures = openFixtures();

describe('a client of the answer', () => {
  test('starts runs, which are judged as others are', async () => {
    const suite = await fixtures.load('submits-payments', bank);
    await passes(suite, async ({ client, expect: expectRun }) => {
      const desk = client();
      expect(await desk.call('submit', 'order-7')).toEqual({
        kind: 'returned',
        result: 'receipt of order-7',
      });
      const [paid, ...others] = await desk.ends();
      if (!paid) throw new Error('Nothing was started.');
      expect(others).toEqual([]);
      expectRun(paid).toHaveCompleted().toHaveScheduled(['pay']);
      expect(paid.replay).toEqual({ same: true });
      expect(paid.ledger.balance('card')).toBe(-40);
    });
  });

  test('hears what its workflow failed with', async () => {
    const suite = await fixtures.load('submits-payments', bank);
    await passes(suite, async ({ client }) => {
      expect(await client().call('submit', 'order-0')).toMatchObject({
        kind: 'threw',
        error: {
          type: 'WorkflowFailedError',
          cause: { type: 'ActivityFailure', cause: { type: 'CardDeclined' } },
        },
      });
    });
  });

  test('has workflow ids to itself in each session, and sees its own', async () => {
    const suite = await fixtures.load('submits-payments', bank);
    await passes(suite, async ({ client }) => {
      for (const desk of [client(), client()]) {
        const begun = await desk.call('begin', 'order-7');
        expect(begun).toEqual({ kind: 'returned', result: 'pay-order-7 is pay-order-7' });
        await desk.ends();
      }
    });
  });

  test('may start an id again when its run is over, and each run is answered and judged', async () => {
    const suite = await fixtures.load('submits-payments', bank);
    await passes(suite, async ({ client }) => {
      const desk = client();
      const reply = { kind: 'returned', result: 'receipt of order-7' };
      for (const _ of ['once', 'again']) {
        expect(await desk.call('submit', 'order-7')).toEqual(reply);
        await desk.ends();
      }
      expect((await desk.starts()).map(({ outcome }) => outcome)).toEqual(['started', 'started']);
      const [run, ...others] = await desk.ends();
      expect(others).toEqual([]);
      expect(run?.chain.map(({ state }) => state)).toEqual(['completed', 'completed']);
      expect(desk.world.calls).toHaveLength(2);
    });
  });

  test('may be called twice at once', async () => {
    const suite = await fixtures.load('submits-payments', bank);
    const submitTwice = async (name: string) => {
      let starts: unknown;
      await passes(suite, async ({ client }) => {
        const whenBothAsked: Fault = async (_, act) => {
          await desk.hasAsked(2);
          return act();
        };
        const desk = client({ faults: { byName: { pay: whenBothAsked } } });
        const replies = await Promise.all([desk.call(name, 'order-7'), desk.call(name, 'order-7')]);
        const reply = { kind: 'returned', result: 'receipt of order-7' };
        expect(replies).toEqual([reply, reply]);
        await desk.ends();
        starts = (await desk.starts()).map(({ outcome }) => outcome);
      });
      return starts;
    };
    expect(await submitTwice('submit')).toEqual(['started', 'refused']);
    expect(await submitTwice('submitAnew')).toEqual(['started', 'started']);
  });
});

describe('a client that does not come back is told as such', () => {
  test.each([
    {
      name: 'notThere',
      happened:
        'It exports begin, leave, loop, submit, submitAnew and waitForNobody, and no function of that name.',
    },
    {
      name: 'waitForNobody',
      happened: 'It waits for something, and nothing is under way that would come.',
    },
    {
      name: 'loop',
      happened:
        'Its code ran for seconds and never came to an await: look for a loop without a way out.',
    },
    {
      name: 'leave',
      happened:
        'The process that ran it broke down: the host ended (1): Error: nobody catches this.',
    },
  ])('$name', async ({ name, happened }) => {
    const suite = await fixtures.load('submits-payments', bank);
    const told = await failure(suite, ({ client }) => client().call(name));
    expect(told.happened).toBe(happened);
  });

  test('unless its run tells more', async () => {
    const suite = await fixtures.load('submits-payments', bank);
    const faults = { byName: { pay: flaky('Busy', 'try again', { times: 1_000_000 }) } };
    const told = await failure(suite, ({ client }) => client({ faults }).call('submit', 'order-7'));
    expect(told.happened).toBe(
      'pay was tried more than 100 times, and failed each time: Busy, try again.',
    );
  });

  test('after all of that, the next answer runs as if nothing had been', async () => {
    const suite = await fixtures.load('submits-payments', bank);
    await passes(suite, async ({ client }) => {
      expect(await client().call('submit', 'order-7')).toMatchObject({ kind: 'returned' });
    });
  });
});
