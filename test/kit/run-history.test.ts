import { describe, expect, test } from 'vitest';
import { DiagnosedFailure } from '../../src/kit/diagnosis.ts';
import { drawing, type Row } from '../../src/kit/history-drawing.ts';
import { isToSee } from '../../src/kit/history-fold.ts';
import { rowText, summary } from '../../src/kit/history-words.ts';
import type { RunHistory } from '../../src/kit/run-history.ts';
import type { Suite } from '../../src/kit/suite.ts';
import { flaky } from '../../src/kit/faults.ts';
import { desk } from './desk.ts';
import { openFixtures, passes, type Body } from './runs.ts';
import { shop } from './shop.ts';

const fixtures = openFixtures();

/** Executes a check that must fail, and returns the history that it keeps. */
async function kept(suite: Suite, body: Body): Promise<RunHistory> {
  const failed = await passes(suite, body).catch((error: unknown) => error);
  if (!(failed instanceof DiagnosedFailure) || !failed.history) throw failed;
  return failed.history;
}

const rows = (history: RunHistory) => drawing(history, { all: true }).rows;
const texts = (some: readonly Row[]) => some.map(rowText);

const placing = { workflow: 'placeOrder', args: ['order-7'] };

describe('a failed check keeps the run that it is about', () => {
  test('with the marks of its diagnosis', async () => {
    const suite = await fixtures.load('charges-without-a-key', shop);
    const history = await kept(suite, async (tools) => {
      const run = await tools.run('placeOrder', ['order-7']);
      tools.expect(run).toHaveScheduled(['charge']);
    });
    expect(texts(rows(history).filter(isToSee))).toEqual(['ship scheduled']);
    expect(summary(history)).toMatch(/^placeOrder: 17 events in .*; ended as Completed$/);
  });

  test('with the attempts that lost their Worker, of which the history knows nothing', async () => {
    const suite = await fixtures.load('charges-without-a-key', shop);
    const history = await kept(suite, (tools) =>
      tools.crashEverywhere(placing, (run) => {
        if (run.ledger.balance('card') !== -40) tools.fail(run, { expected: '', happened: '' });
      }),
    );
    expect(texts(rows(history).slice(2, 6))).toEqual([
      'charge scheduled',
      'charge, attempt 1: the Worker is lost, and nobody answers',
      expect.stringMatching(/^⋮ 1 min( \d s)? later$/),
      'charge completed, in attempt 2',
    ]);
    expect(texts(rows(history)).join()).not.toContain('replay');
  });

  test('with the workflow tasks that a Worker began by a replay', async () => {
    const suite = await fixtures.load('decides-by-replaying', shop);
    const history = await kept(suite, async (tools) => {
      const run = await tools.run('placeOrder', ['order-7'], { worker: 'lost' });
      tools.fail(run, { expected: '', happened: '' });
    });
    const tasks = texts(rows(history)).filter((text) => text.startsWith('workflow task'));
    expect(tasks[0]).toBe('workflow task');
    expect(new Set(tasks.slice(1))).toEqual(new Set(['workflow task, begun by a replay']));
  });

  test('with the attempts of an activity that fails again and again', async () => {
    const suite = await fixtures.load('charges-with-a-key', shop);
    const faults = { byName: { charge: flaky('Busy', 'try later', { times: 3 }) } };
    const history = await kept(suite, async (tools) => {
      const run = await tools.run('placeOrder', ['order-7'], { faults });
      tools.fail(run, { expected: '', happened: '' });
    });
    expect(texts(rows(history))).toContain('charge, attempts 1 to 3: failed with Busy, try later');
    expect(texts(rows(history))).toContain('charge completed, in attempt 4');
  });

  test('up to where its replay went another way', async () => {
    const suite = await fixtures.load('branches-on-the-local-hour', desk);
    const history = await kept(suite, ({ run }) => run('answerCustomer', ['2024-01-01T15:00:00Z']));
    const seen = texts(rows(history).filter(isToSee));
    expect(seen).toEqual(['openTicket scheduled', 'Replayed, the code asks for leaveNote.']);
  });

  test('of a child, where that is what was found', async () => {
    const suite = await fixtures.load('reads-the-hour-in-a-child', desk);
    const history = await kept(suite, ({ run }) => run('mailing', ['2024-01-01T15:00:00Z']));
    expect(summary(history)).toMatch(/^the child mailBatch: /);
    expect(texts(rows(history).filter(isToSee))).toEqual([
      'timer of 1 h started',
      'Replayed, the code ends as Completed.',
    ]);
  });
});
