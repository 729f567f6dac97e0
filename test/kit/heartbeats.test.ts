import { describe, expect, test } from 'vitest';
import { dies, firstAttempts, late } from '../../src/kit/faults.ts';
import type { Run } from '../../src/kit/run.ts';
import { bank } from './bank.ts';
import { openFixtures, passes } from './runs.ts';

const MINUTE = 60_000;
const NAMES = ['Ada', 'Bo', 'Cy', 'Di'];
const fixtures = openFixtures();
const mails = ({ ledger }: Run) =>
  ledger.entries.filter(({ account }) => account === 'mails').map(({ key }) => key);

describe('heartbeats', () => {
  test('reach the server, and time passes between them', async () => {
    const suite = await fixtures.load('sends-letters', bank);
    await passes(suite, async ({ run, expect: expectRun }) => {
      const sent = await run('sendAll', [NAMES]);
      expectRun(sent).toHaveReturned(0).toHaveTaken({ atLeast: 40_000, atMost: MINUTE });
      expect(sent.world.beats.map(({ input }) => input)).toEqual([1, 2, 3, 4]);
    });
  });

  test('tell the next attempt where to begin, after a death in the middle', async () => {
    const suite = await fixtures.load('sends-letters', bank);
    await passes(suite, async ({ run, expect: expectRun }) => {
      const faults = { byId: new Map([['1/heartbeat-3', dies('after the effect')]]) };
      const sent = await run('sendAll', [NAMES], { faults });
      expectRun(sent)
        .toHaveReturned(3)
        .toHaveAttempted('sendAll', 2)
        .toHaveTaken({ atLeast: MINUTE, atMost: 3 * MINUTE });
      expect(mails(sent)).toEqual(NAMES);
    });
  });

  test('may get lost with the Worker that sent them', async () => {
    const suite = await fixtures.load('sends-letters', bank);
    await passes(suite, async ({ run, expect: expectRun }) => {
      const faults = { lostBeats: 2, byId: new Map([['1/4', dies('before the effect')]]) };
      const sent = await run('sendAll', [NAMES], { faults });
      expectRun(sent).toHaveReturned(1);
      expect(mails(sent)).toEqual(['Ada', 'Bo', 'Cy', 'Bo', 'Cy', 'Di']);
    });
  });

  test('bring back the word that the workflow is cancelled', async () => {
    const suite = await fixtures.load('sends-letters', bank);
    await passes(suite, async ({ cancelEverywhere, expect: expectRun }) => {
      const sending = { workflow: 'sendAll', args: [NAMES], steps: ['mail.send'] };
      const told: string[] = [];
      await cancelEverywhere(sending, (run) => {
        expectRun(run).toHaveBeenCancelled();
        told.push(mails(run).join());
      });
      expect(told.toSorted()).toEqual([
        'Ada,Bo,Cy,Di,the boss',
        'Ada,Bo,Cy,the boss',
        'Ada,Bo,the boss',
        'Ada,the boss',
      ]);
    });
  });
});

describe('time inside an attempt', () => {
  test('runs into the heartbeat timeout where nobody beats', async () => {
    const suite = await fixtures.load('sends-letters', bank);
    await passes(suite, async ({ run, expect: expectRun }) => {
      const waited = await run('waitSilently', [10]);
      expectRun(waited)
        .toHaveReturned('attempt 2')
        .toHaveTaken({ atLeast: MINUTE, atMost: 2 * MINUTE });
    });
  });

  test('a service that is slower than the timeout takes effect twice: nobody stops the first attempt', async () => {
    const suite = await fixtures.load('sends-letters', bank);
    await passes(suite, async ({ run, expect: expectRun }) => {
      const slow = firstAttempts(1, late({ by: MINUTE + 500 }));
      const faults = { byName: { 'payments.charge': slow } };
      const charged = await run('chargeSlowly', ['order-7'], { faults });
      expectRun(charged).toHaveCompleted().toHaveAttempted('charge', 2);
      expect(charged.ledger.balance('card')).toBe(-80);
    });
  });

  test('beats by an interval keep a slow call alive', async () => {
    const suite = await fixtures.load('sends-letters', bank);
    await passes(suite, async ({ run, expect: expectRun }) => {
      const faults = { byName: { 'payments.charge': late({ by: 10 * MINUTE }) } };
      const charged = await run('chargeWithBeats', ['order-7'], { faults });
      expectRun(charged)
        .toHaveCompleted()
        .toHaveAttempted('chargeWithBeats', 1)
        .toHaveTaken({ atLeast: 10 * MINUTE, atMost: 11 * MINUTE });
      expect(charged.world.beats.length).toBe(29);
    });
  });
});
