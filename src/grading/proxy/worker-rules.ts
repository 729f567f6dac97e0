import type { Admission } from './admission.ts';
import { checkCommands } from './commands.ts';
import { protocol } from './protocol.ts';
import { unless } from './refusal.ts';
import { answeredHere, rule, type Rules } from './rule.ts';
import type { Tasks } from './tasks.ts';

const { v1 } = protocol.workflowservice;

/**
 * What a Worker of workflows calls. Seen of Core (SDK 1.24) with queries, updates, signals to other
 * runs, children and runs that continue as new: `GetSystemInfo` and `DescribeNamespace` once,
 * `PollWorkflowTaskQueue` (two kinds of queue where it keeps runs in memory), the first and last of
 * the three responses below, `GetWorkflowExecutionHistory` where it has let go of a run that the
 * server believes in its memory, and `ShutdownWorker`. `RespondWorkflowTaskFailed` follows code that
 * throws outside of the workflow. It polls for no activities when it has none.
 */
export function workerRules(admission: Admission, tasks: Tasks): Rules {
  return {
    GetSystemInfo: rule({ codec: v1.GetSystemInfoRequest, keep: [] }),

    DescribeNamespace: rule({ codec: v1.DescribeNamespaceRequest, keep: ['namespace'] }),

    PollWorkflowTaskQueue: rule({
      codec: v1.PollWorkflowTaskQueueRequest,
      keep: ['namespace', 'taskQueue', 'identity', 'binaryChecksum', 'workerVersionCapabilities'],
      check(request) {
        request.taskQueue = admission.polled(request.taskQueue);
        return {
          until: admission.over,
          answered(response) {
            tasks.issue(v1.PollWorkflowTaskQueueResponse.decode(response));
            return response;
          },
        };
      },
    }),

    RespondWorkflowTaskCompleted: rule({
      codec: v1.RespondWorkflowTaskCompletedRequest,
      keep: [
        'namespace',
        'taskToken',
        'commands',
        'messages',
        'queryResults',
        'stickyAttributes',
        'identity',
        'binaryChecksum',
        'forceCreateNewWorkflowTask',
        'returnNewWorkflowTask',
        'sdkMetadata',
        'meteringMetadata',
        'capabilities',
      ],
      check(request, { intermediatePage }) {
        // Whole answers only: a part of one would be taken for all of it.
        unless(!intermediatePage, 'command');
        checkCommands(request.commands, tasks);
        const sticky = request.stickyAttributes;
        if (sticky) sticky.workerTaskQueue = admission.sticky(sticky.workerTaskQueue);
        const task = tasks.take(request.taskToken, 'workflow');
        const strange = Object.keys(request.queryResults).find((id) => !task.queries.has(id));
        if (strange !== undefined) task.failed();
        unless(strange === undefined, 'query');
        return {
          answered(response) {
            task.answered();
            const { workflowTask } = v1.RespondWorkflowTaskCompletedResponse.decode(response);
            if (!workflowTask) return new Uint8Array();
            tasks.issue(workflowTask);
            return v1.RespondWorkflowTaskCompletedResponse.encode({ workflowTask }).finish();
          },
          failed: task.failed,
        };
      },
    }),

    RespondWorkflowTaskFailed: rule({
      codec: v1.RespondWorkflowTaskFailedRequest,
      keep: [
        'namespace',
        'taskToken',
        'cause',
        'failure',
        'messages',
        'identity',
        'binaryChecksum',
      ],
      check: ({ taskToken }) => answeredOnce(tasks, taskToken, 'workflow'),
    }),

    RespondQueryTaskCompleted: rule({
      codec: v1.RespondQueryTaskCompletedRequest,
      keep: [
        'namespace',
        'taskToken',
        'completedType',
        'queryResult',
        'errorMessage',
        'failure',
        'cause',
      ],
      check: ({ taskToken }) => answeredOnce(tasks, taskToken, 'query'),
    }),

    // Nobody beside this sandbox would hear of them.
    ShutdownWorker: answeredHere,
    RecordWorkerHeartbeat: answeredHere,
  };
}

function answeredOnce(tasks: Tasks, taskToken: Uint8Array, kind: 'workflow' | 'query') {
  const task = tasks.take(taskToken, kind);
  return {
    answered(response: Uint8Array) {
      task.answered();
      return response;
    },
    failed: task.failed,
  };
}
