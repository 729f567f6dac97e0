import { describe, expect, test } from 'vitest';
import type { ActivityTask } from '../../src/kit/runtime.ts';
import type { Fault, RunWorld } from '../../src/kit/world.ts';
import { bank } from './bank.ts';
import { openFixtures, passes } from './runs.ts';

const HOUR = 3_600_000;
const fixtures = openFixtures();

/** Notes the attempt that an activity makes, and lets it go on. */
function noted(): { task?: ActivityTask; fault: Fault } {
  const notes: { task?: ActivityTask; fault: Fault } = {
    fault: async (task, act) => {
      notes.task = task;
      return act();
    },
  };
  return notes;
}

const tokenIn = (world: RunWorld) => world.ledger.entries[0]?.key?.split(' ')[1] ?? '';

describe('an activity that others answer', () => {
  test('waits for hours, and gets the answer once', async () => {
    const suite = await fixtures.load('waits-for-a-webhook', bank);
    await passes(suite, async ({ start, expect: expectRun }) => {
      const notes = noted();
      const open = await start('ask', ['Ada'], { faults: { byName: { askAndWait: notes.fault } } });
      await open.rests();
      await open.passTime(3 * HOUR);
      const { task } = notes;
      if (!task) throw new Error('Nobody was asked.');
      const answer = () => open.world.answer(task, { kind: 'completed', result: 'yes' });
      expect([await answer(), await answer()]).toEqual([true, false]);
      expectRun(await open.ends())
        .toHaveReturned('yes')
        .toHaveTaken({ atLeast: 3 * HOUR, atMost: 4 * HOUR });
    });
  });

  test('times out where nobody does', async () => {
    const suite = await fixtures.load('waits-for-a-webhook', bank);
    await passes(suite, async ({ run, expect: expectRun }) => {
      expectRun(await run('ask', ['Ada'])).toHaveTaken({ atLeast: 24 * HOUR, atMost: 25 * HOUR });
    });
  });

  test('is answered by the client of the answer, early too', async () => {
    const suite = await fixtures.load('waits-for-a-webhook', bank);
    await passes(suite, async ({ client, expect: expectRun }) => {
      const early: unknown[] = [];
      // The run goes on, and ends, while the second caller still waits for what comes of it.
      const both = Promise.withResolvers<void>();
      const fault: Fault = async (_, act) => {
        const sent = await act();
        const token = tokenIn(desk.world);
        for (const text of ['yes', 'no']) early.push(await desk.call('onAnswer', token, text));
        both.resolve();
        return sent;
      };
      const desk = client({ faults: { byName: { 'mail.send': fault } } });
      await desk.call('begin');
      const [run] = await desk.ends();
      if (!run) throw new Error('Nothing was started.');
      expectRun(run).toHaveReturned('yes').toHaveTaken({ atMost: HOUR });
      await both.promise;
      expect(early).toEqual([
        { kind: 'returned', result: 'taken' },
        { kind: 'returned', result: 'too late' },
      ]);
    });
  });

  test('after all of that, time passes as before', async () => {
    const suite = await fixtures.load('sleeps-a-month', bank);
    await passes(suite, async ({ run, expect: expectRun }) => {
      expectRun(await run('trial', [])).toHaveTaken({ atLeast: 30 * 24 * HOUR });
    });
  });
});
