import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { payloads } from '../../../src/runtime/connection.ts';
import { COMPLETED, Judge, Sandbox } from './bench.ts';

const SESSION = 'session-1';

describe('the answer’s own client', () => {
  let judge: Judge;
  let sandbox: Sandbox;
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

  const ownId = () => `${SESSION}~${crypto.randomUUID()}`;

  const starting = (workflowId: string, more: object = {}) => ({
    workflowId,
    workflowType: { name: 'any' },
    taskQueue: { name: queue },
    requestId: crypto.randomUUID(),
    ...more,
  });

  const isRefused = (...call: Parameters<Sandbox['refuses']>) => sandbox.refuses(...call);

  /** What a client may ask about a workflow. */
  const about = (workflowId: string): [method: string, request: object][] => {
    const execution = { workflowId };
    const of = { workflowExecution: execution };
    return [
      ['StartWorkflowExecution', starting(workflowId)],
      ['SignalWithStartWorkflowExecution', { ...starting(workflowId), signalName: 'go' }],
      [
        'ExecuteMultiOperation',
        { operations: [{ startWorkflow: { namespace: 'default', ...starting(workflowId) } }] },
      ],
      [
        'ExecuteMultiOperation',
        { operations: [{ updateWorkflow: { namespace: 'default', ...of } }] },
      ],
      ['SignalWorkflowExecution', { ...of, signalName: 'go' }],
      ['QueryWorkflow', { execution, query: { queryType: 'sum' } }],
      ['UpdateWorkflowExecution', { ...of, request: { input: { name: 'add' } } }],
      ['PollWorkflowExecutionUpdate', { updateRef: of }],
      ['DescribeWorkflowExecution', { execution }],
      ['RequestCancelWorkflowExecution', of],
      ['TerminateWorkflowExecution', of],
      ['RespondActivityTaskCompletedById', { workflowId, activityId: '1' }],
      ['RespondActivityTaskFailedById', { workflowId, activityId: '1' }],
      ['RespondActivityTaskCanceledById', { workflowId, activityId: '1' }],
      ['RecordActivityTaskHeartbeatById', { workflowId, activityId: '1' }],
    ];
  };

  test.for([
    ['without a session', undefined, `${SESSION}~mine`],
    ['with another session', SESSION, 'session-2~theirs'],
    ['with an id that only looks like it', SESSION, `${SESSION}`],
    ['with an id that only begins like it', SESSION, `${SESSION}0~mine`],
    ['with the judge’s own', SESSION, 'judged'],
  ] as const)('gets nothing %s', async ([, session, id]) => {
    if (session) sandbox.proxy.admitSession(session);
    await judge.direct
      .start({ id, workflow: 'any', args: [], taskQueue: queue })
      .catch(() => undefined);
    for (const [method, request] of about(id)) await isRefused(method, request, 'session');
    await isRefused('GetWorkflowExecutionHistory', { execution: { workflowId: id } }, 'execution');
    expect(await judge.events(id)).toHaveLength(2);
    await judge.direct.terminate({ id });
  });

  test('does what the SDK’s does, in its session', async () => {
    sandbox.proxy.admitSession(SESSION);
    const connection = await Connection.connect({ address: sandbox.address });
    const client = new Client({ connection });
    const workflowId = ownId();
    const start = { workflowId, taskQueue: queue };
    const handle = await client.workflow.start('any', start);
    await expect(client.workflow.start('any', start)).rejects.toThrow('already started');
    expect((await handle.describe()).status.name).toBe('RUNNING');
    await handle.signal('go');
    await client.workflow.signalWithStart('any', { ...start, signal: 'go' });
    await expect(client.workflow.getHandle(ownId()).describe()).rejects.toThrow(
      WorkflowNotFoundError,
    );
    await sandbox.complete(await sandbox.poll(queue));
    await handle.result();
    expect((await judge.events(workflowId)).at(-1)).toBe(COMPLETED);
    const ended = await client.workflow.start('any', { ...start, workflowId: ownId() });
    await ended.cancel();
    await ended.terminate();
    expect(sandbox.refused).toEqual([]);
    await connection.close();
  });

  test('starts nothing that only a server would', async () => {
    sandbox.proxy.admitSession(SESSION);
    const workflowId = ownId();
    const failure = { message: 'before' };
    for (const [more, reason] of [
      [{ cronSchedule: '* * * * *' }, 'start'],
      [{ completionCallbacks: [{ nexus: { url: 'http://localhost' } }] }, 'start'],
      [{ links: [{ workflowEvent: { workflowId: 'judged' } }] }, 'start'],
      [{ continuedFailure: failure }, 'start'],
      [{ lastCompletionResult: payloads([1]) }, 'start'],
      [{ requestEagerExecution: true }, 'start'],
      [{ taskQueue: { name: 'foreign' } }, 'queue'],
      [{ taskQueue: { name: queue, kind: 2, normalName: queue } }, 'queue'],
      [{ namespace: 'other' }, 'namespace'],
    ] as const) {
      const request = starting(workflowId, more);
      await isRefused('StartWorkflowExecution', request, reason);
      const within = { operations: [{ startWorkflow: { namespace: 'default', ...request } }] };
      await isRefused('ExecuteMultiOperation', within, reason);
    }
    await expect(judge.events(workflowId)).rejects.toMatchObject({ code: 5 });
  });

  test('reaches no other run by a run id', async () => {
    sandbox.proxy.admitSession(SESSION);
    const id = crypto.randomUUID();
    const runId = await judge.direct.start({ id, workflow: 'any', args: [], taskQueue: queue });
    const workflowExecution = { workflowId: ownId(), runId };
    const call = sandbox.caller.call('TerminateWorkflowExecution', { workflowExecution });
    await expect(call).rejects.toMatchObject({
      code: 5,
      details: expect.not.stringContaining('Known executions'),
    });
    expect(await judge.events(id)).toHaveLength(2);
  });

  test('answers an activity by the token that the judge has told, and by no other', async () => {
    const { service } = judge.direct;
    await judge.direct.start({ id: 'with-activity', workflow: 'any', args: [], taskQueue: queue });
    const { taskToken: task } = await sandbox.poll(queue);
    const taskQueue = { name: queue };
    const command = {
      commandType: 1,
      scheduleActivityTaskCommandAttributes: {
        activityId: '1',
        activityType: { name: 'work' },
        taskQueue,
        scheduleToCloseTimeout: { seconds: 60 },
        requestEagerExecution: true,
      },
    };
    await sandbox.caller.call('RespondWorkflowTaskCompleted', {
      taskToken: task,
      commands: [command],
    });
    const { taskToken } = await service.pollActivityTaskQueue({ namespace: 'default', taskQueue });
    for (const method of [
      'RespondActivityTaskCompleted',
      'RespondActivityTaskFailed',
      'RespondActivityTaskCanceled',
      'RecordActivityTaskHeartbeat',
    ]) {
      await isRefused(method, { taskToken }, 'token');
    }
    sandbox.proxy.announceActivity(taskToken);
    await sandbox.caller.call('RecordActivityTaskHeartbeat', { taskToken });
    await sandbox.caller.call('RespondActivityTaskCompleted', { taskToken, result: payloads([1]) });
    expect(await judge.events('with-activity')).toContain(12);
    sandbox.proxy.admit([queue]);
    await isRefused('RespondActivityTaskCompleted', { taskToken }, 'token');
  });

  test('waits for an end until the proxy closes', async () => {
    sandbox.proxy.admitSession(SESSION);
    const workflowId = ownId();
    await sandbox.caller.call('StartWorkflowExecution', starting(workflowId));
    const waiting = sandbox.caller.call('GetWorkflowExecutionHistory', {
      execution: { workflowId },
      waitNewEvent: true,
      historyEventFilterType: 2,
    });
    const outcome = waiting.then(
      () => 'answered',
      () => 'ended',
    );
    await expect(
      Promise.race([outcome, new Promise((r) => setTimeout(r, 300, 'waits'))]),
    ).resolves.toBe('waits');
    await sandbox.proxy.close();
    expect(await outcome).toBe('ended');
  });

  test('needs a session by its name', () => {
    for (const name of ['', 'a~b'])
      expect(() => sandbox.proxy.admitSession(name)).toThrow(TypeError);
  });
});
