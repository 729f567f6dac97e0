import { join } from 'node:path';
import {
  ActivityNotFoundError,
  Client,
  Connection,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateStage,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compile } from '../../src/runtime/compile.ts';
import { historyMessage } from '../../src/runtime/history.ts';
import { ServiceDoor } from '../../src/runtime/service-door.ts';
import { Frontend } from '../../src/simulator/frontend/frontend.ts';
import { eventsToJson } from '../../src/simulator/history/json.ts';
import { fromJson, jsonPayloads } from '../../src/simulator/history/payload.ts';
import { countedIds } from '../../src/simulator/ids.ts';
import { Realm } from '../../src/simulator/node/realm.ts';
import { compiledSandbox } from '../../src/simulator/node/sandbox-script.ts';
import type { Attempt } from '../../src/simulator/performer.ts';
import { Simulation } from '../../src/simulator/simulation.ts';

// The SDK's own client in front of the simulator, over gRPC, as an answer's client is.
const FOLDER = join(import.meta.dirname, 'fixtures');
const DAY = 86_400_000;

const door = new ServiceDoor();
let simulation: Simulation;
let connection: Connection;
let client: Client;
/** Attempts that somebody else answers. */
let asked: Attempt[] = [];

beforeAll(async () => {
  const compiled = await compile({
    kind: 'workflow',
    folder: FOLDER,
    shown: FOLDER,
    file: 'orders.ts',
  });
  if ('problem' in compiled) throw new Error(compiled.problem.message);
  const about = { namespace: 'default', identity: 'simulated' };
  simulation = new Simulation({
    start: Date.UTC(2026, 0, 1),
    ways: { ...about, closesChildren: true, timesOutCancelled: true },
    ids: countedIds(),
    identity: 'simulated',
    serves: () => true,
    performer: {
      perform: async (attempt) => {
        const [what] = (attempt.activity.asked.input?.payloads ?? []).map(fromJson);
        if (what !== 'by hand') return { completed: jsonPayloads([`packed ${String(what)}`]) };
        asked.push(attempt);
        return { pending: true };
      },
      performLocally: async () => ({ lost: true }),
    },
  });
  const realm = new Realm(await compiledSandbox(), { code: compiled.code, namespace: 'default' });
  for (const queue of ['orders', 'forgetful']) {
    const remembers = queue === 'orders';
    simulation.addWorker(queue, { ...about, sdkVersion: '1.24.0', remembers }, realm);
  }
  door.frontend = new Frontend(simulation, {
    history: (events) => historyMessage(eventsToJson(events)),
    attempt: () => asked.at(-1),
    started: () => {},
    pause: (milliseconds) => new Promise((resolve) => void setTimeout(resolve, milliseconds)),
  });
  connection = await Connection.connect({ address: await door.address });
  client = new Client({ connection });
});

afterAll(async () => {
  await connection.close();
  door.close();
});

function start(workflowId: string, first = 'tea') {
  return client.workflow.start('order', { workflowId, taskQueue: 'orders', args: [first] });
}

test('starts, signals, queries, updates and hears the result', async () => {
  const handle = await start('all');
  await handle.signal('add', 'cup');
  expect(await handle.query('items')).toEqual(['tea', 'cup']);
  expect(await handle.executeUpdate('pay', { args: [12] })).toBe('packed tea+cup');
  expect(await handle.result()).toBe('2 items for 12');
  const { status, type, historyLength } = await handle.describe();
  expect({ status: status.name, type }).toEqual({ status: 'COMPLETED', type: 'order' });
  const { events } = await handle.fetchHistory();
  expect(events).toHaveLength(historyLength);
});

test('time passes while a client waits for a result, and waits while it thinks', async () => {
  const before = simulation.clock.now;
  const handle = await start('unpaid');
  expect(simulation.clock.now - before).toBeLessThan(DAY);
  const error = await handle.result().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(WorkflowFailedError);
  expect((error as WorkflowFailedError).cause).toMatchObject({
    message: 'Nobody paid.',
    type: 'Unpaid',
  });
  expect(simulation.clock.now - before).toBeGreaterThanOrEqual(30 * DAY);
});

test('a workflow id that is taken is refused, joined or started again, as the policies say', async () => {
  const first = await start('twice');
  await expect(start('twice')).rejects.toBeInstanceOf(WorkflowExecutionAlreadyStartedError);
  const about = { workflowId: 'twice', taskQueue: 'orders', args: ['milk'] };
  const joined = await client.workflow.start('order', {
    ...about,
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  expect(joined.firstExecutionRunId).toBe(first.firstExecutionRunId);
  await first.terminate('no more');
  await expect(
    client.workflow.start('order', { ...about, workflowIdReusePolicy: 'REJECT_DUPLICATE' }),
  ).rejects.toBeInstanceOf(WorkflowExecutionAlreadyStartedError);
  const again = await client.workflow.start('order', about);
  expect(again.firstExecutionRunId).not.toBe(first.firstExecutionRunId);
  await again.cancel();
  await expect(again.result()).rejects.toThrow(/cancel/i);
});

test('signalWithStart starts once, and then only signals', async () => {
  const about = { workflowId: 'both', taskQueue: 'orders', args: ['tea'], signal: 'add' };
  await client.workflow.signalWithStart('order', { ...about, signalArgs: ['one'] });
  const handle = await client.workflow.signalWithStart('order', { ...about, signalArgs: ['two'] });
  expect(await handle.query('items')).toEqual(['tea', 'one', 'two']);
  await handle.terminate();
});

test('an update is refused by its validator, or accepted and answered later', async () => {
  const handle = await start('later', 'by hand');
  const refused = await handle.executeUpdate('pay', { args: [0] }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(WorkflowUpdateFailedError);
  expect((refused as WorkflowUpdateFailedError).cause?.message).toBe('Nothing was paid.');
  const update = await handle.startUpdate('pay', {
    args: [5],
    waitForStage: WorkflowUpdateStage.ACCEPTED,
  });
  await client.activity.complete(new Uint8Array([1]), 'packed by a person');
  expect(await update.result()).toBe('packed by a person');
  await expect(client.activity.complete(new Uint8Array([1]), 'again')).rejects.toBeInstanceOf(
    ActivityNotFoundError,
  );
});

test('an activity can be failed by its id', async () => {
  asked = [];
  const handle = await start('by-id', 'by hand');
  const update = await handle.startUpdate('pay', {
    args: [5],
    waitForStage: WorkflowUpdateStage.ACCEPTED,
  });
  await expect.poll(() => asked.length).toBe(1);
  const { activityId } = asked[0]?.activity.asked ?? { activityId: '' };
  const failure = ApplicationFailure.nonRetryable('No boxes are left.', 'NoBoxes');
  await client.activity.fail({ workflowId: 'by-id', activityId }, failure);
  await expect(update.result()).rejects.toMatchObject({
    cause: { cause: { message: 'No boxes are left.', type: 'NoBoxes' } },
  });
});

test('a result is that of the last run', async () => {
  const about = { workflowId: 'counts', taskQueue: 'orders', args: [3] };
  expect(await client.workflow.execute('counts', about)).toBe(3);
});

test('what is not there, or over, is not found', async () => {
  const nobody = client.workflow.getHandle('nobody');
  await expect(nobody.describe()).rejects.toBeInstanceOf(WorkflowNotFoundError);
  await expect(nobody.signal('add', 'x')).rejects.toBeInstanceOf(WorkflowNotFoundError);
  const handle = await start('over');
  await handle.terminate();
  await expect(handle.signal('add', 'x')).rejects.toBeInstanceOf(WorkflowNotFoundError);
  await expect(handle.executeUpdate('pay', { args: [1] })).rejects.toBeInstanceOf(
    WorkflowNotFoundError,
  );
});

test('a query that nobody answers is refused', async () => {
  const handle = await start('asked');
  await expect(handle.query('nothing')).rejects.toThrow('nothing');
  await handle.terminate();
});

test.each(['orders', 'forgetful'])(
  'questions and news may come together, to a Worker for %s, too',
  async (taskQueue) => {
    const about = { workflowId: `busy-${taskQueue}`, taskQueue, args: ['tea'] };
    const handle = await client.workflow.start('order', about);
    const news = Array.from({ length: 20 }, (_, index) => `x${index}`);
    const told = await Promise.all(
      news.flatMap((item) => [handle.signal('add', item), handle.query<string[]>('items')]),
    );
    expect(told.filter(Array.isArray)).toHaveLength(20);
    expect(await handle.executeUpdate('pay', { args: [1] })).toContain('x19');
    expect(await handle.result()).toBe('21 items for 1');
    const { events } = await handle.fetchHistory();
    expect(events?.filter((event) => event.workflowTaskFailedEventAttributes)).toEqual([]);
  },
);
