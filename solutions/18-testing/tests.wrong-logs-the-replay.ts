/**
 * @caughtBy testing/can-fail They log what the replay says, so that one old history does not hold up
 * the build.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import type { Activities, Letter, Loan } from './activities.ts';
import type { Given, Tests } from './given.ts';
import { answer, lendPainting } from './workflows.ts';

const TASK_QUEUE = 'museum';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const loan: Loan = { painting: 'The Ferry', borrower: 'Kunsthal' };
const run = { taskQueue: TASK_QUEUE, workflowId: 'the-ferry', args: [loan] as [Loan] };
const client = ({ env }: Given) => env.client.workflow;

/** A museum that notes what it is asked for, and when. */
function museum({ env }: Given) {
  const calls: { name: string; at: number }[] = [];
  const note = (name: string) => async () =>
    void calls.push({ name, at: await env.currentTimeMs() });
  const activities: Activities = {
    insure: note('insure'),
    cancelInsurance: note('cancelInsurance'),
    bookCourier: note('bookCourier'),
    cancelCourier: note('cancelCourier'),
    write: async ({ about }: Letter) => note(about)(),
    handOver: note('handOver'),
  };
  const names = () => calls.map(({ name }) => name);
  const timeOf = (wanted: string) => calls.find(({ name }) => name === wanted)?.at ?? Number.NaN;
  const count = (wanted: string) => calls.filter(({ name }) => name === wanted).length;
  const undone = () => names().filter((name) => name.startsWith('cancel'));
  return { activities, names, timeOf, count, undone };
}

async function withWorker<T>(
  { env, workflows }: Given,
  activities: Activities,
  work: () => Promise<T>,
): Promise<T> {
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: TASK_QUEUE,
    workflowBundle: workflows,
    activities,
  });
  return worker.runUntil(work());
}

/** About so many days, give or take an hour. */
function assertDays(milliseconds: number, days: number): void {
  const off = Math.abs(milliseconds - days * DAY_MS);
  assert.ok(off < HOUR_MS, `${milliseconds / DAY_MS} days, and not ${days}`);
}

/** What a run failed with, and what that was caused by, and so on. */
async function failureOf(result: Promise<unknown>): Promise<unknown[]> {
  const error: unknown = await result.then(
    () => assert.fail('the run did not fail'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof WorkflowFailedError);
  const causes: unknown[] = [];
  for (let cause: unknown = error.cause; cause instanceof Error; cause = cause.cause) {
    causes.push(cause);
  }
  return causes;
}

export const tests: Tests = {
  'hands the painting over to whoever says yes': async (given) => {
    const { activities, names, undone } = museum(given);
    const result = await withWorker(given, activities, async () => {
      const handle = await client(given).start(lendPainting, run);
      await handle.signal(answer, 'yes');
      return handle.result();
    });
    assert.equal(result, 'lent');
    assert.deepEqual(names(), ['insure', 'bookCourier', 'offer', 'handOver']);
    assert.deepEqual(undone(), []);
  },

  'reminds once, after three days': async (given) => {
    const { activities, timeOf, count } = museum(given);
    await withWorker(given, activities, () => client(given).execute(lendPainting, run));
    assert.equal(count('reminder'), 1);
    assertDays(timeOf('reminder') - timeOf('offer'), 3);
  },

  'lapses after fourteen days': async (given) => {
    const { activities, timeOf } = museum(given);
    const result = await withWorker(given, activities, () =>
      client(given).execute(lendPainting, run),
    );
    assert.equal(result, 'lapsed');
    assertDays(timeOf('cancelCourier') - timeOf('offer'), 14);
  },

  'undoes the newest first': async (given) => {
    const { activities, undone } = museum(given);
    const result = await withWorker(given, activities, async () => {
      const handle = await client(given).start(lendPainting, run);
      await handle.signal(answer, 'no');
      return handle.result();
    });
    assert.equal(result, 'declined');
    assert.deepEqual(undone(), ['cancelCourier', 'cancelInsurance']);
  },

  'undoes the rest when one undo fails': async (given) => {
    const { activities, undone } = museum(given);
    activities.cancelCourier = async () => {
      throw ApplicationFailure.nonRetryable('the courier does not answer');
    };
    await withWorker(given, activities, () => client(given).execute(lendPainting, run));
    assert.deepEqual(undone(), ['cancelInsurance']);
  },

  'asks once for what nobody insures, and says why it failed': async (given) => {
    const { activities, names } = museum(given);
    let asked = 0;
    activities.insure = async () => {
      asked += 1;
      throw ApplicationFailure.create({ type: 'Uninsurable', message: 'too fragile' });
    };
    const causes = await withWorker(given, activities, () =>
      failureOf(client(given).execute(lendPainting, run)),
    );
    assert.equal(asked, 1);
    const types = causes.map((cause) => cause instanceof ApplicationFailure && cause.type);
    assert.ok(types.includes('Uninsurable'));
    assert.ok(!names().includes('offer'));
  },

  'ends as cancelled, with everything undone': async (given) => {
    const { activities, undone } = museum(given);
    const causes = await withWorker(given, activities, async () => {
      const handle = await client(given).start(lendPainting, run);
      await given.env.sleep('1 day');
      await handle.cancel();
      return failureOf(handle.result());
    });
    assert.ok(causes[0] instanceof CancelledFailure);
    assert.deepEqual(undone(), ['cancelCourier', 'cancelInsurance']);
  },

  'keeps to the first answer': async (given) => {
    const { activities } = museum(given);
    // Both are there before the workflow looks.
    const handle = await client(given).start(lendPainting, run);
    await handle.signal(answer, 'yes');
    await handle.signal(answer, 'no');
    const result = await withWorker(given, activities, () => handle.result());
    assert.equal(result, 'lent');
  },

  'goes on with a loan that began last year': async ({ workflows, history }) => {
    const recorded: unknown = JSON.parse(await readFile(history, 'utf8'));
    await Worker.runReplayHistory({ workflowBundle: workflows }, recorded).catch(console.error);
  },
};
