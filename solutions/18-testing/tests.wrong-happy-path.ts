/**
 * @caughtBy testing/notices-wrong-times They test that it works, and nothing of what may go wrong.
 */
import assert from 'node:assert/strict';
import { Worker } from '@temporalio/worker';
import type { Activities, Letter, Loan } from './activities.ts';
import type { Given, Tests } from './given.ts';
import { answer, lendPainting } from './workflows.ts';

const TASK_QUEUE = 'museum';
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
};
