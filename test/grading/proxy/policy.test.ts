import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Reason } from '../../../src/grading/proxy/index.ts';
import { protocol, SERVICE } from '../../../src/grading/proxy/protocol.ts';
import { Upstream } from '../../../src/grading/proxy/upstream.ts';
import { COMPLETE, COMPLETED, DENIED, Judge, Sandbox } from './bench.ts';

/** A queue of the same server that is not the sandbox's. */
const FOREIGN = 'foreign';
const STICKY = protocol.enums.v1.TaskQueueKind.TASK_QUEUE_KIND_STICKY;
const TERMINATED = protocol.enums.v1.EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED;
const TYPES = protocol.enums.v1.CommandType;
const COMPLETION = { commandType: COMPLETE, completeWorkflowExecutionCommandAttributes: {} };

describe('what a hostile Worker asks for', () => {
  let judge: Judge;
  let sandbox: Sandbox;
  let runs = 0;
  /** The one that is admitted: another for each test. */
  let queue: string;

  beforeAll(async () => {
    judge = await Judge.open();
  });
  afterAll(() => judge.close());

  beforeEach(async () => {
    sandbox = await Sandbox.open(judge.server.address);
    queue = `admitted-${crypto.randomUUID()}`;
    sandbox.proxy.admit([queue]);
    return () => sandbox.close();
  });

  /** Starts a run, as the judge does. */
  async function start(taskQueue = queue) {
    const id = `run-${(runs += 1)}`;
    const runId = await judge.direct.start({ id, workflow: 'any', args: [], taskQueue });
    return { id, runId, execution: { workflowId: id, runId } };
  }

  /** Takes a task from the server on the judge's own connection. */
  const pollDirectly = (name: string) =>
    judge.direct.service.pollWorkflowTaskQueue({ namespace: 'default', taskQueue: { name } });

  /** Expects that a call is refused for this reason, and that honest work goes on. */
  async function isRefused(method: string, request: object, reason: Reason): Promise<void> {
    await sandbox.refuses(method, request, reason);
    const noted = sandbox.refused.length;
    expect(await sandbox.honestRun(judge, queue)).toBe(COMPLETED);
    expect(sandbox.refused.length).toBe(noted);
  }

  const decides = (taskToken: Uint8Array | null | undefined, ...commands: object[]) => ({
    taskToken,
    commands,
  });

  test('a token that was not handed out here, though the server takes it', async () => {
    const { id } = await start();
    const { taskToken } = await pollDirectly(queue);
    for (const [method, request] of [
      ['RespondWorkflowTaskCompleted', decides(taskToken, COMPLETION)],
      ['RespondWorkflowTaskFailed', { taskToken }],
    ] as const) {
      await isRefused(method, request, 'token');
    }
    await judge.direct.service.respondWorkflowTaskCompleted({
      namespace: 'default',
      taskToken,
      commands: [COMPLETION],
    });
    expect((await judge.events(id)).at(-1)).toBe(COMPLETED);
  });

  test('a token twice, one after the other and at once', async () => {
    await start();
    const first = await sandbox.poll(queue);
    await sandbox.complete(first);
    await isRefused('RespondWorkflowTaskCompleted', decides(first.taskToken, COMPLETION), 'token');
    await start();
    const second = await sandbox.poll(queue);
    const both = [sandbox.complete(second), sandbox.complete(second)];
    const outcomes = (await Promise.allSettled(both)).map(({ status }) => status);
    expect(outcomes.toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(sandbox.refused).toEqual(Array(2).fill('RespondWorkflowTaskCompleted token'));
  });

  test('an answer to a query that somebody else was asked', async () => {
    const { id } = await start();
    await sandbox.caller.call(
      'RespondWorkflowTaskCompleted',
      decides((await sandbox.poll(queue)).taskToken),
    );
    const asked = judge.direct.query(id, 'sum', []);
    const { taskToken } = await pollDirectly(queue);
    const answer = (text: string) => ({
      taskToken,
      completedType: 1,
      queryResult: {
        payloads: [{ metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(text) }],
      },
    });
    await isRefused('RespondQueryTaskCompleted', answer('"forged"'), 'token');
    await judge.direct.service.respondQueryTaskCompleted({
      namespace: 'default',
      ...answer('"true"'),
    });
    expect(await asked).toBe('true');
  });

  test('a task’s token for a query, and a query that the task does not ask', async () => {
    await start();
    const { taskToken } = await sandbox.poll(queue);
    await isRefused('RespondQueryTaskCompleted', { taskToken }, 'token');
    const queryResults = { other: { resultType: 1 } };
    await isRefused('RespondWorkflowTaskCompleted', { taskToken, queryResults }, 'query');
    // It was not answered, and still can be.
    await sandbox.complete({ taskToken });
  });

  test('tasks of another queue or namespace', async () => {
    await start(FOREIGN);
    await isRefused('PollWorkflowTaskQueue', { taskQueue: { name: FOREIGN } }, 'queue');
    const other = { namespace: 'other', taskQueue: { name: queue } };
    await isRefused('PollWorkflowTaskQueue', other, 'namespace');
    await isRefused('DescribeNamespace', { namespace: 'other' }, 'namespace');
    expect((await pollDirectly(FOREIGN)).taskToken.length).toBeGreaterThan(0);
  });

  test('a sticky queue of somebody else’s', async () => {
    const sticky = (name: string, normalName: string) => ({ name, kind: STICKY, normalName });
    const poll = (taskQueue: object) => ({ taskQueue });
    await isRefused('PollWorkflowTaskQueue', poll(sticky('mine', FOREIGN)), 'sticky');
    await isRefused('PollWorkflowTaskQueue', poll(sticky('mine', '')), 'sticky');
    await isRefused('PollWorkflowTaskQueue', poll(sticky(queue, queue)), 'sticky');
    await start();
    const { taskToken } = await sandbox.poll(queue);
    const workerTaskQueue = { name: FOREIGN };
    const asks = { taskToken, stickyAttributes: { workerTaskQueue } };
    await isRefused('RespondWorkflowTaskCompleted', asks, 'sticky');
    // The server would give out the foreign queue's task: to it, all queues are of one kind.
    await start(FOREIGN);
    const foreign = sandbox.caller.call('PollWorkflowTaskQueue', poll(sticky(FOREIGN, queue)), 500);
    await expect(foreign).rejects.toMatchObject({ code: 4 });
    expect((await pollDirectly(FOREIGN)).taskToken.length).toBeGreaterThan(0);
  });

  test.for([
    ['PollActivityTaskQueue', { taskQueue: { name: FOREIGN } }],
    ['PollNexusTaskQueue', { taskQueue: { name: FOREIGN } }],
    ['ListWorkflowExecutions', {}],
    ['CountWorkflowExecutions', {}],
    ['DescribeTaskQueue', { taskQueue: { name: FOREIGN } }],
    ['ResetWorkflowExecution', {}],
    ['DeleteWorkflowExecution', {}],
    ['RegisterNamespace', { namespace: 'other' }],
    ['ListNamespaces', {}],
    ['GetClusterInfo', {}],
    ['StartActivityExecution', {}],
  ] as const)('the method %s', async ([method, request]) => {
    await isRefused(method, request, 'method');
  });

  test.for([
    '/temporal.api.testservice.v1.TestService/UnlockTimeSkipping',
    '/temporal.api.testservice.v1.TestService/LockTimeSkipping',
    '/temporal.api.operatorservice.v1.OperatorService/ListSearchAttributes',
    '/grpc.health.v1.Health/Check',
    '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
    `${SERVICE}__proto__`,
    `${SERVICE}toString`,
    `/other${SERVICE}GetSystemInfo`,
    '/',
  ])('the path %s', async (path) => {
    await expect(sandbox.caller.send(path, new Uint8Array())).rejects.toMatchObject({
      code: DENIED,
    });
    expect(sandbox.refused).toEqual(['unknown method']);
    expect(await sandbox.honestRun(judge, queue)).toBe(COMPLETED);
  });

  test('a run in the place of the one that is judged', async () => {
    const { id, execution } = await start();
    const { taskToken } = await sandbox.poll(queue);
    await isRefused('TerminateWorkflowExecution', { workflowExecution: execution }, 'session');
    const start1 = { workflowId: id, workflowType: { name: 'any' }, taskQueue: { name: queue } };
    await isRefused('StartWorkflowExecution', start1, 'session');
    const child = (more: object) => ({
      commandType: TYPES.COMMAND_TYPE_START_CHILD_WORKFLOW_EXECUTION,
      startChildWorkflowExecutionCommandAttributes: {
        workflowId: 'child',
        workflowType: { name: 'any' },
        taskQueue: { name: queue },
        ...more,
      },
    });
    for (const [more, reason] of [
      [{ workflowId: id }, 'substitution'],
      [{ workflowId: 'judged-later', workflowIdReusePolicy: 4 }, 'substitution'],
      [{ namespace: 'other' }, 'namespace'],
      [{ cronSchedule: '* * * * *' }, 'start'],
    ] as const) {
      await isRefused('RespondWorkflowTaskCompleted', decides(taskToken, child(more)), reason);
    }
    await sandbox.complete({ taskToken });
    expect(await judge.events(id, execution.runId)).not.toContain(TERMINATED);
  });

  test('what a workflow cannot decide', async () => {
    await start();
    const { taskToken } = await sandbox.poll(queue);
    for (const [command, reason] of [
      [{ commandType: 0 }, 'command'],
      [{ commandType: 999 }, 'command'],
      [{ commandType: TYPES.COMMAND_TYPE_SCHEDULE_NEXUS_OPERATION }, 'command'],
      // The kind says one thing, and the attributes are those of another.
      [
        { ...COMPLETION, signalExternalWorkflowExecutionCommandAttributes: { namespace: 'other' } },
        'namespace',
      ],
      [
        {
          ...COMPLETION,
          requestCancelExternalWorkflowExecutionCommandAttributes: { namespace: 'other' },
        },
        'namespace',
      ],
      [
        {
          ...COMPLETION,
          continueAsNewWorkflowExecutionCommandAttributes: { cronSchedule: '* * * * *' },
        },
        'start',
      ],
    ] as const) {
      await isRefused('RespondWorkflowTaskCompleted', decides(taskToken, command), reason);
    }
    await isRefused(
      'RespondWorkflowTaskCompleted',
      { taskToken, intermediatePage: true },
      'command',
    );
    await sandbox.complete({ taskToken });
  });

  test('the history of another run, or more of its own than a Worker needs', async () => {
    const { execution: other } = await start(FOREIGN);
    const { execution } = await start();
    const read = (request: object) => sandbox.caller.call('GetWorkflowExecutionHistory', request);
    await expect(read({ execution })).rejects.toMatchObject({ code: DENIED });
    await pollDirectly(FOREIGN);
    await sandbox.poll(queue);
    expect(await read({ execution })).toMatchObject({ history: { events: [{}, {}, {}] } });
    await isRefused('GetWorkflowExecutionHistory', { execution: other }, 'execution');
    const { workflowId } = execution;
    await isRefused('GetWorkflowExecutionHistory', { execution: { workflowId } }, 'execution');
    await isRefused('GetWorkflowExecutionHistory', { execution, waitNewEvent: true }, 'wait');
    const nextPageToken = Buffer.from('made up');
    await isRefused('GetWorkflowExecutionHistory', { execution, nextPageToken }, 'page');
  });

  test('what was handed out before other queues were admitted', async () => {
    const { execution } = await start();
    const { taskToken } = await sandbox.poll(queue);
    const polls = sandbox.poll(queue);
    // Until it waits at the server.
    await wait(200);
    sandbox.proxy.admit([queue, 'another']);
    expect((await polls).taskToken).toHaveLength(0);
    await isRefused('RespondWorkflowTaskCompleted', decides(taskToken, COMPLETION), 'token');
    await isRefused('GetWorkflowExecutionHistory', { execution }, 'execution');
    sandbox.proxy.admit(['another']);
    const { count } = sandbox.proxy.refusals;
    const sticky = { taskQueue: { name: 'mine', kind: STICKY, normalName: queue } };
    for (const poll of [
      sandbox.poll(queue),
      sandbox.caller.call('PollWorkflowTaskQueue', sticky),
    ]) {
      await expect(poll).rejects.toMatchObject({ code: DENIED });
    }
    // Who has not heard of it yet does nothing wrong.
    expect(sandbox.proxy.refusals.count).toBe(count);
  });

  test('a task that arrives when its queue is no longer admitted', async () => {
    const { execution } = await start();
    const task = await pollDirectly(queue);
    vi.spyOn(Upstream.prototype, 'call').mockImplementationOnce(async () => {
      sandbox.proxy.admit([queue]);
      return protocol.workflowservice.v1.PollWorkflowTaskQueueResponse.encode(task).finish();
    });
    expect((await sandbox.poll(queue)).taskToken).toHaveLength(0);
    await isRefused('GetWorkflowExecutionHistory', { execution }, 'execution');
  });

  test('more refusals than are kept', async () => {
    for (let turn = 0; turn < 60; turn += 1) {
      await sandbox.caller.call('ListWorkflowExecutions').catch(() => undefined);
    }
    expect(sandbox.proxy.refusals.count).toBe(60);
    expect(sandbox.proxy.refusals.first).toHaveLength(50);
    const text = JSON.stringify(sandbox.proxy.refusals.first[0]);
    expect(text).toBe('{"method":"ListWorkflowExecutions","reason":"method"}');
  });
});
