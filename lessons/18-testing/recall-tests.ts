import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker, type WorkflowBundle } from '@temporalio/worker';
import type { Recall } from './recall-activities.ts';
import { booked, recall } from './recall.ts';

const DAY_MS = 86_400_000;

interface Given {
  readonly env: TestWorkflowEnvironment;
  readonly workflows: WorkflowBundle;
  readonly history: string;
}

// region fakes
/** Fakes touch nothing. They note what they were asked, and when. */
function practice({ env }: Given) {
  const asked: Record<string, number> = {};
  const activities: Recall = {
    invite: async () => void (asked['invite'] = await env.currentTimeMs()),
    callByPhone: async () => void (asked['callByPhone'] = await env.currentTimeMs()),
  };
  return { asked, activities };
}
// endregion

// region worker
/** Does something while a Worker runs the workflows, with fakes for activities. */
async function withWorker<T>(given: Given, activities: Recall, work: () => Promise<T>): Promise<T> {
  const worker = await Worker.create({
    connection: given.env.nativeConnection,
    taskQueue: 'recalls',
    workflowBundle: given.workflows,
    activities,
  });
  return worker.runUntil(work());
}
// endregion

const run = { taskQueue: 'recalls', workflowId: 'recall-ada', args: ['Ada'] as [string] };

export const tests = {
  // region time
  'invites after half a year': async (given: Given) => {
    const { asked, activities } = practice(given);
    const began = await given.env.currentTimeMs();
    const end = await withWorker(given, activities, () =>
      given.env.client.workflow.execute(recall, run),
    );
    assert.equal(end, 'phoned');
    const days = ((asked['invite'] ?? 0) - began) / DAY_MS;
    assert.ok(Math.abs(days - 180) < 1, `invited after ${days} days`);
  },
  // endregion

  // region by-hand
  'leaves people in peace who have booked': async (given: Given) => {
    const { asked, activities } = practice(given);
    const end = await withWorker(given, activities, async () => {
      const handle = await given.env.client.workflow.start(recall, run);
      await given.env.sleep('185 days');
      await handle.signal(booked);
      return handle.result();
    });
    assert.equal(end, 'booked');
    assert.equal(asked['callByPhone'], undefined);
  },
  // endregion

  // region failing
  'invites in spite of a bad day': async (given: Given) => {
    const { asked, activities } = practice(given);
    let tries = 0;
    const invite = async (patient: string) => {
      tries += 1;
      if (tries < 3) throw new Error('the printer is out of paper');
      await activities.invite(patient);
    };
    await withWorker(given, { ...activities, invite }, () =>
      given.env.client.workflow.execute(recall, run),
    );
    assert.equal(tries, 3);
    assert.ok(asked['callByPhone']);
  },
  // endregion

  // region replay
  'goes on with runs that are open': async ({ workflows, history }: Given) => {
    const recorded: unknown = JSON.parse(await readFile(history, 'utf8'));
    await Worker.runReplayHistory({ workflowBundle: workflows }, recorded);
  },
  // endregion
};
