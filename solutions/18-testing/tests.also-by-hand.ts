// Time is moved by hand, and looked at from outside; one class holds Worker and run together.
import { deepStrictEqual, match, ok, rejects, strictEqual } from 'node:assert';
import { readFile } from 'node:fs/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import type { Activities, Letter } from './activities.ts';
import type { Given, Tests } from './given.ts';
import * as workflows from './workflows.ts';

class Uninsurable extends Error {}

class Museum implements Activities {
  diary: string[] = [];
  insurable = true;
  courierAnswers = true;
  tries = 0;

  insure = async () => {
    this.tries += 1;
    if (!this.insurable) throw new Uninsurable('nobody does');
    this.diary.push('insured');
  };
  cancelInsurance = async () => void this.diary.push('insurance cancelled');
  bookCourier = async () => void this.diary.push('courier booked');
  cancelCourier = async () => {
    if (!this.courierAnswers) throw new Error('not today');
    this.diary.push('courier cancelled');
  };
  write = async ({ about }: Letter) => void this.diary.push(about);
  handOver = async () => void this.diary.push('gone');
}

type Handle = WorkflowHandle<typeof workflows.lendPainting>;

/** A test that gets an environment, a museum and an open loan. */
function loan(
  scenario: (env: TestWorkflowEnvironment, museum: Museum, handle: Handle) => Promise<void>,
  museum: () => Museum = () => new Museum(),
) {
  return async ({ workflows: workflowBundle }: Given) => {
    const env = await TestWorkflowEnvironment.createTimeSkipping();
    try {
      const { nativeConnection: connection } = env;
      const activities = museum();
      const worker = await Worker.create({
        connection,
        taskQueue: 'by-hand',
        workflowBundle,
        activities,
      });
      const running = worker.run();
      const handle = await env.client.workflow.start(workflows.lendPainting, {
        taskQueue: 'by-hand',
        workflowId: 'by-hand',
        args: [{ painting: 'Self-portrait', borrower: 'Uffizi' }],
      });
      try {
        await scenario(env, activities, handle);
      } finally {
        worker.shutdown();
        await running;
      }
    } finally {
      await env.teardown();
    }
  };
}

const uninsurable = () => Object.assign(new Museum(), { insurable: false });
const strandedCourier = () => Object.assign(new Museum(), { courierAnswers: false });

export const tests: Tests = {
  'the reminder': loan(async (env, { diary }) => {
    await env.sleep('70 hours');
    ok(!diary.includes('reminder'));
    await env.sleep('4 hours');
    ok(diary.includes('reminder'));
    await env.sleep('10 days');
    deepStrictEqual(diary, ['insured', 'courier booked', 'offer', 'reminder']);
  }),

  'the deadline': loan(async (env, { diary }, handle) => {
    await env.sleep(13.9 * 86_400_000);
    strictEqual((await handle.describe()).status.name, 'RUNNING');
    await env.sleep(0.2 * 86_400_000);
    strictEqual((await handle.describe()).status.name, 'COMPLETED');
    strictEqual(await handle.result(), 'lapsed');
    deepStrictEqual(diary.slice(-2), ['courier cancelled', 'insurance cancelled']);
  }),

  'a yes that somebody takes back': loan(async (env, { diary }, handle) => {
    await Promise.all([env.sleep(1), handle.signal(workflows.answer, 'yes')]);
    strictEqual(await handle.result(), 'lent');
    strictEqual(diary.at(-1), 'gone');
  }),

  'two answers in one moment': async ({ env, workflows: workflowBundle }) => {
    const start = {
      taskQueue: 'by-hand',
      workflowId: 'two',
      args: [{ painting: '', borrower: '' }],
    };
    const handle = await env.client.workflow.signalWithStart('lendPainting', {
      ...start,
      signal: 'answer',
      signalArgs: ['no'],
    });
    await handle.signal('answer', 'yes');
    const connection = env.nativeConnection;
    const activities = new Museum();
    const worker = await Worker.create({
      connection,
      taskQueue: 'by-hand',
      workflowBundle,
      activities,
    });
    strictEqual(await worker.runUntil(handle.result()), 'declined');
  },

  'a courier who does not answer': loan(async (env, { diary }, handle) => {
    await env.sleep('1 minute');
    await handle.signal(workflows.answer, 'no');
    strictEqual(await handle.result(), 'declined');
    strictEqual(diary.at(-1), 'insurance cancelled');
  }, strandedCourier),

  'nobody insures it': loan(async (_, museum, handle) => {
    await rejects(handle.result(), (error: Error) => {
      const told: string[] = [];
      for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
        told.push(`${cause.name} ${'type' in cause ? String(cause.type) : ''} ${cause.message}`);
      }
      match(told.join('\n'), /Uninsurable/);
      return true;
    });
    ok(!museum.diary.includes('courier booked'));
  }, uninsurable),

  'nobody insures it, and is asked once': async (given) => {
    const museum = uninsurable();
    museum.insure = async () => {
      museum.tries += 1;
      throw new Uninsurable('nobody does');
    };
    await loan(
      async (_, __, handle) => rejects(handle.result()),
      () => museum,
    )(given);
    strictEqual(museum.tries, 1);
  },

  'the exhibition is off': loan(async (env, { diary }, handle) => {
    await env.sleep('1 day');
    await handle.cancel();
    await rejects(handle.result());
    strictEqual((await handle.describe()).status.name, 'CANCELLED');
    deepStrictEqual(diary.slice(3), ['courier cancelled', 'insurance cancelled']);
  }),

  'last year’s loan': async ({ workflows: workflowBundle, history }) => {
    const recorded: unknown = JSON.parse(await readFile(history, 'utf8'));
    const results = Worker.runReplayHistories({ workflowBundle }, [
      { workflowId: 'recorded', history: recorded },
    ]);
    for await (const { error } of results) if (error) throw error;
  },
};
