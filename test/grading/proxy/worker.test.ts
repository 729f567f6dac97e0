import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Client, Connection, WithStartWorkflowOperation } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { protocol } from '../../../src/grading/proxy/protocol.ts';
import { Upstream } from '../../../src/grading/proxy/upstream.ts';
import { payloads } from '../../../src/runtime/connection.ts';
import { values } from '../../../src/runtime/events.ts';
import { lines } from '../../server/fixtures.ts';
import { Judge, Sandbox } from './bench.ts';

/** A Worker that remembers what it has run, one that remembers one run, and one that forgets. */
const QUEUES = { kept: 100, one: 1, lost: 0 };
const WORKER = fileURLToPath(new URL('./worker-main.ts', import.meta.url));
const LIMIT = 20_000;
const { EVENT_TYPE_WORKFLOW_TASK_COMPLETED: TASK_DONE } = protocol.enums.v1.EventType;

describe('the SDK’s own Worker, behind the proxy', () => {
  const calls = vi.spyOn(Upstream.prototype, 'call');
  /** The methods that went on to the server. */
  const forwarded = new Set<string>();
  const collect = () => {
    for (const [method] of calls.mock.calls) forwarded.add(method);
  };
  let judge: Judge;
  let sandbox: Sandbox;
  let worker: ChildProcess;

  beforeAll(async () => {
    judge = await Judge.open();
    sandbox = await Sandbox.open(judge.server.address);
    sandbox.proxy.admit(Object.keys(QUEUES));
    const queues = Object.entries(QUEUES).map(([queue, cached]) => `${queue}=${cached}`);
    worker = spawn(process.execPath, [WORKER, sandbox.address, ...queues], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    expect(await lines(worker)()).toBe('polls');
    collect();
  });
  // Before each test, what a spy has seen is forgotten.
  afterEach(collect);

  afterAll(async () => {
    worker.kill('SIGKILL');
    await sandbox.close();
    await judge.close();
  });

  /** Waits until the Worker has nothing to do for a run: its last event says that a task is done. */
  const rests = (id: string) =>
    expect.poll(async () => (await judge.events(id)).at(-1), { timeout: LIMIT }).toBe(TASK_DONE);

  /** Lets time go on until the one activity is asked for, and performs it. */
  async function perform(queue: string): Promise<void> {
    const { direct } = judge;
    const namespace = 'default';
    await direct.unlockTime();
    const taskQueue = { name: queue };
    const { taskToken } = await direct.service.pollActivityTaskQueue({ namespace, taskQueue });
    await direct.lockTime();
    await direct.service.respondActivityTaskCompleted({
      namespace,
      taskToken,
      result: payloads([2]),
    });
  }

  test.for(['kept', 'lost'])('does all that a workflow may: %s', async (queue) => {
    const { direct } = judge;
    const id = `everything-${queue}`;
    await direct.start({ id, workflow: 'everything', args: [1], taskQueue: queue });
    for (const turn of [1, 2]) {
      await rests(id);
      expect(await direct.query(id, 'sum', [])).toBe(0);
      expect(await direct.update(id, 'add', [turn])).toBe(turn);
      await perform(queue);
    }
    expect(await direct.closed({ id }, AbortSignal.timeout(LIMIT))).toBe(true);
    const last = (await direct.history({ id })).at(-1);
    const { result } = last?.workflowExecutionCompletedEventAttributes ?? {};
    expect(result && values(result)).toEqual(['turn 2, total 2']);
    expect(sandbox.refused).toEqual([]);
  });

  test('reads a history that it has forgotten', async () => {
    const { direct } = judge;
    const ids = ['first', 'second', 'third', 'fourth'];
    for (const id of ids) {
      await direct.start({ id, workflow: 'waiting', args: [], taskQueue: 'one' });
      await rests(id);
    }
    await direct.signal('first', 'added', [3]);
    expect(await direct.closed({ id: 'first' }, AbortSignal.timeout(LIMIT))).toBe(true);
    expect(calls.mock.calls.map(([method]) => method)).toContain('GetWorkflowExecutionHistory');
    expect(sandbox.refused).toEqual([]);
  });

  test('runs what the answer’s own client starts with an update', async () => {
    sandbox.proxy.admitSession('session');
    const connection = await Connection.connect({ address: sandbox.address });
    const { workflow } = new Client({ connection });
    const startWorkflowOperation = new WithStartWorkflowOperation('everything', {
      workflowId: 'session~started',
      taskQueue: 'kept',
      args: [1],
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
    const update = { args: [5], startWorkflowOperation };
    expect(await workflow.executeUpdateWithStart('add', update)).toBe(5);
    const handle = await startWorkflowOperation.workflowHandle();
    expect(await handle.query('sum')).toBe(5);
    expect(await handle.executeUpdate('add', { args: [2] })).toBe(7);
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow('cancelled');
    expect(sandbox.refused).toEqual([]);
    await connection.close();
    // The Worker's calls are looked at, and not the client's.
    calls.mockClear();
  });

  test('calls nothing but what a Worker of workflows needs', async () => {
    worker.stdin?.end();
    expect(await once(worker, 'exit')).toEqual([0, null]);
    collect();
    expect([...forwarded].toSorted()).toEqual([
      'DescribeNamespace',
      'GetSystemInfo',
      'GetWorkflowExecutionHistory',
      'PollWorkflowTaskQueue',
      'RespondQueryTaskCompleted',
      'RespondWorkflowTaskCompleted',
    ]);
    expect(sandbox.refused).toEqual([]);
  });
});
