import { expect, test } from 'vitest';
import { Admission } from '../../../src/grading/proxy/admission.ts';
import { clientRules } from '../../../src/grading/proxy/client-rules.ts';
import { protocol } from '../../../src/grading/proxy/protocol.ts';
import { Refusal } from '../../../src/grading/proxy/refusal.ts';
import { Tasks } from '../../../src/grading/proxy/tasks.ts';
import { workerRules } from '../../../src/grading/proxy/worker-rules.ts';
import { encoded } from './caller.ts';

const { v1 } = protocol.workflowservice;

const STICKY = protocol.enums.v1.TaskQueueKind.TASK_QUEUE_KIND_STICKY;
const TASK = {
  taskToken: Buffer.from('a token'),
  workflowExecution: { workflowId: 'id', runId: 'run' },
};

/** The rules of a proxy that admits one queue and one session. */
function proxy() {
  const admission = new Admission();
  const tasks = new Tasks();
  admission.admit(['queue']);
  admission.admitSession('session');
  return { tasks, all: { ...clientRules(admission, tasks), ...workerRules(admission, tasks) } };
}

test('fields that nobody knows, and fields that nobody needs, end at the proxy', () => {
  const poll = { taskQueue: { name: 'queue' }, identity: 'me' };
  const more = { workerControlTaskQueue: 'control', pollerGroupId: 'group' };
  const bytes = Buffer.concat([
    encoded('PollWorkflowTaskQueue', { ...poll, ...more }),
    // Field 1000, and within the task queue field 15.
    Buffer.from([0xc2, 0x3e, 3, 1, 2, 3]),
    Buffer.from([0x12, 3, 0x7a, 1, 0xff]),
  ]);
  const { request } = proxy().all['PollWorkflowTaskQueue']?.(bytes) ?? {};
  const kept = v1.PollWorkflowTaskQueueRequest.decode(request ?? new Uint8Array());
  expect(kept).toMatchObject(poll);
  expect(Object.keys(kept).toSorted()).toEqual(['identity', 'namespace', 'taskQueue']);
  expect(Object.keys(kept.taskQueue ?? {}).toSorted()).toEqual(['name']);
  expect(Buffer.from(request ?? []).includes(Buffer.from([1, 2, 3]))).toBe(false);
  expect(Buffer.from(request ?? []).includes(0xff)).toBe(false);
});

test('what a start within other operations says too much ends there as well', () => {
  const startWorkflow = {
    namespace: 'default',
    workflowId: 'session~a',
    taskQueue: { name: 'queue' },
    workflowType: { name: 'any' },
    eagerWorkerDeploymentOptions: { buildId: 'b' },
  };
  const bytes = encoded('ExecuteMultiOperation', { operations: [{ startWorkflow }] });
  const { request } = proxy().all['ExecuteMultiOperation']?.(bytes) ?? {};
  const { operations } = v1.ExecuteMultiOperationRequest.decode(request ?? new Uint8Array());
  expect(operations[0]?.startWorkflow?.workflowId).toBe('session~a');
  expect(Object.keys(operations[0]?.startWorkflow ?? {})).not.toContain(
    'eagerWorkerDeploymentOptions',
  );
});

test('an activity comes to the judge, even when its workflow would rather have it at once', () => {
  const { tasks, all } = proxy();
  tasks.issue(TASK);
  const scheduleActivityTaskCommandAttributes = { activityId: '1', requestEagerExecution: true };
  const commands = [{ commandType: 1, scheduleActivityTaskCommandAttributes }];
  const bytes = encoded('RespondWorkflowTaskCompleted', { ...TASK, commands });
  const { request } = all['RespondWorkflowTaskCompleted']?.(bytes) ?? {};
  const sent = v1.RespondWorkflowTaskCompletedRequest.decode(request ?? new Uint8Array());
  const { activityId, requestEagerExecution } =
    sent.commands[0]?.scheduleActivityTaskCommandAttributes ?? {};
  expect({ activityId, requestEagerExecution }).toEqual({
    activityId: '1',
    requestEagerExecution: false,
  });
});

test('a task is taken once, unless its answer does not arrive', () => {
  const { tasks } = proxy();
  tasks.issue(TASK);
  const take = () => tasks.take(TASK.taskToken, 'workflow');
  const first = take();
  expect(take).toThrow(Refusal);
  first.failed();
  const second = take();
  second.answered();
  expect(take).toThrow(Refusal);
  tasks.issue(TASK);
  tasks.issue({ ...TASK, taskToken: Buffer.from('the next') });
  expect(take).toThrow(Refusal);
});

test('a sticky queue is another one when other queues are admitted', () => {
  const admission = new Admission();
  const names = [1, 2].map(() => {
    admission.admit(['queue']);
    return admission.sticky({ name: 'mine', kind: STICKY, normalName: 'queue' }).name;
  });
  expect(new Set([...names, 'mine']).size).toBe(3);
});
