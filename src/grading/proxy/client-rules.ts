import type { temporal } from '@temporalio/proto';
import type { Admission } from './admission.ts';
import { protocol, type Codec } from './protocol.ts';
import { unless } from './refusal.ts';
import { checked, rule, type Form, type Rules } from './rule.ts';
import type { Tasks } from './tasks.ts';

const { v1 } = protocol.workflowservice;
type Start = temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
type Update = temporal.api.workflowservice.v1.UpdateWorkflowExecutionRequest;
type SignalWithStart = temporal.api.workflowservice.v1.SignalWithStartWorkflowExecutionRequest;

/** How a start says which run it wants. */
const START = [
  'namespace',
  'workflowId',
  'workflowType',
  'taskQueue',
  'input',
  'workflowExecutionTimeout',
  'workflowRunTimeout',
  'workflowTaskTimeout',
  'identity',
  'requestId',
  'workflowIdReusePolicy',
  'workflowIdConflictPolicy',
  'retryPolicy',
  'memo',
  'searchAttributes',
  'header',
  'workflowStartDelay',
  'userMetadata',
  'priority',
] as const;

/** What no start of an answer's client has: a schedule, or what servers tell one another. */
const SERVERS_OWN = [
  'cronSchedule',
  'completionCallbacks',
  'links',
  'continuedFailure',
  'lastCompletionResult',
  'requestEagerExecution',
  'timeSkippingConfig',
  'versioningOverride',
  'onConflictOptions',
] as const;

/**
 * What the answer's own client may call, as that of SDK 1.24 does. It is the answer's, and may do
 * anything with its own runs: those whose ids begin with a session that the judge has admitted.
 */
export function clientRules(admission: Admission, tasks: Tasks): Rules {
  const own = (workflowId: string | null | undefined) =>
    unless(admission.hasSession(workflowId), 'session');

  const checkStart = (kept: Start | SignalWithStart, asked: Start | SignalWithStart) => {
    own(kept.workflowId);
    kept.taskQueue = admission.normal(kept.taskQueue);
    for (const field of SERVERS_OWN) unless(isEmpty(Reflect.get(asked, field)), 'start');
  };

  const start: Form<Start> = {
    codec: v1.StartWorkflowExecutionRequest,
    keep: START,
    check: checkStart,
  };

  const update: Form<Update> = {
    codec: v1.UpdateWorkflowExecutionRequest,
    keep: ['namespace', 'workflowExecution', 'firstExecutionRunId', 'waitPolicy', 'request'],
    check: ({ workflowExecution }) => own(workflowExecution?.workflowId),
  };

  /** A call about an activity that was left to be answered later, by its run and its id. */
  const byId = <Request extends { workflowId: string }>(
    codec: Codec<Request>,
    ...keep: (keyof Request & string)[]
  ) => rule({ codec, keep, check: ({ workflowId }) => own(workflowId) });

  /** The same by its token, which only the judge can tell. */
  const byToken = <Request extends { taskToken: Uint8Array }>(
    codec: Codec<Request>,
    ...keep: (keyof Request & string)[]
  ) =>
    rule({
      codec,
      keep,
      check: ({ taskToken }) => unless(admission.hasActivity(taskToken), 'token'),
    });

  return {
    StartWorkflowExecution: rule(start),

    SignalWithStartWorkflowExecution: rule<SignalWithStart>({
      codec: v1.SignalWithStartWorkflowExecutionRequest,
      keep: [...START, 'signalName', 'signalInput'],
      check: checkStart,
    }),

    ExecuteMultiOperation: rule({
      codec: v1.ExecuteMultiOperationRequest,
      keep: ['namespace', 'operations'],
      check(request) {
        // What lies within was decoded with the rest, and is of the same classes.
        const operations = request.operations.map(({ startWorkflow, updateWorkflow }) => ({
          ...(startWorkflow && { startWorkflow: checked(start, startWorkflow as Start).kept }),
          ...(updateWorkflow && { updateWorkflow: checked(update, updateWorkflow as Update).kept }),
        }));
        Object.assign(request, { operations });
      },
    }),

    SignalWorkflowExecution: rule({
      codec: v1.SignalWorkflowExecutionRequest,
      keep: [
        'namespace',
        'workflowExecution',
        'signalName',
        'input',
        'identity',
        'requestId',
        'header',
      ],
      check: ({ workflowExecution }) => own(workflowExecution?.workflowId),
    }),

    QueryWorkflow: rule({
      codec: v1.QueryWorkflowRequest,
      keep: ['namespace', 'execution', 'query', 'queryRejectCondition'],
      check: ({ execution }) => own(execution?.workflowId),
    }),

    UpdateWorkflowExecution: rule(update),

    PollWorkflowExecutionUpdate: rule({
      codec: v1.PollWorkflowExecutionUpdateRequest,
      keep: ['namespace', 'updateRef', 'identity', 'waitPolicy'],
      check: ({ updateRef }) => own(updateRef?.workflowExecution?.workflowId),
    }),

    DescribeWorkflowExecution: rule({
      codec: v1.DescribeWorkflowExecutionRequest,
      keep: ['namespace', 'execution'],
      check: ({ execution }) => own(execution?.workflowId),
    }),

    RequestCancelWorkflowExecution: rule({
      codec: v1.RequestCancelWorkflowExecutionRequest,
      keep: [
        'namespace',
        'workflowExecution',
        'identity',
        'requestId',
        'firstExecutionRunId',
        'reason',
      ],
      check: ({ workflowExecution }) => own(workflowExecution?.workflowId),
    }),

    TerminateWorkflowExecution: rule({
      codec: v1.TerminateWorkflowExecutionRequest,
      keep: [
        'namespace',
        'workflowExecution',
        'reason',
        'details',
        'identity',
        'firstExecutionRunId',
      ],
      check: ({ workflowExecution }) => own(workflowExecution?.workflowId),
    }),

    // The Worker's, too: it reads what a task did not bring of its history.
    GetWorkflowExecutionHistory: rule({
      codec: v1.GetWorkflowExecutionHistoryRequest,
      keep: ['namespace', 'execution', 'maximumPageSize', 'waitNewEvent', 'historyEventFilterType'],
      check({ execution, waitNewEvent }, { nextPageToken }) {
        // The test server (1.38) gives every history in one piece, so it names no page.
        unless(nextPageToken.length === 0, 'page');
        if (admission.hasSession(execution?.workflowId)) return;
        unless(tasks.knows(execution), 'execution');
        unless(!waitNewEvent, 'wait');
      },
    }),

    RespondActivityTaskCompletedById: byId(
      v1.RespondActivityTaskCompletedByIdRequest,
      ...(['namespace', 'workflowId', 'runId', 'activityId', 'result', 'identity'] as const),
    ),
    RespondActivityTaskFailedById: byId(
      v1.RespondActivityTaskFailedByIdRequest,
      ...(['namespace', 'workflowId', 'runId', 'activityId', 'failure', 'identity'] as const),
    ),
    RespondActivityTaskCanceledById: byId(
      v1.RespondActivityTaskCanceledByIdRequest,
      ...(['namespace', 'workflowId', 'runId', 'activityId', 'details', 'identity'] as const),
    ),
    RecordActivityTaskHeartbeatById: byId(
      v1.RecordActivityTaskHeartbeatByIdRequest,
      ...(['namespace', 'workflowId', 'runId', 'activityId', 'details', 'identity'] as const),
    ),
    RespondActivityTaskCompleted: byToken(
      v1.RespondActivityTaskCompletedRequest,
      ...(['namespace', 'taskToken', 'result', 'identity'] as const),
    ),
    RespondActivityTaskFailed: byToken(
      v1.RespondActivityTaskFailedRequest,
      ...(['namespace', 'taskToken', 'failure', 'identity', 'lastHeartbeatDetails'] as const),
    ),
    RespondActivityTaskCanceled: byToken(
      v1.RespondActivityTaskCanceledRequest,
      ...(['namespace', 'taskToken', 'details', 'identity'] as const),
    ),
    RecordActivityTaskHeartbeat: byToken(
      v1.RecordActivityTaskHeartbeatRequest,
      ...(['namespace', 'taskToken', 'details', 'identity'] as const),
    ),
  };
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : !value;
}
