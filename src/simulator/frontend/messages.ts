import type { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '../history/enums.ts';
import type { Header, Memo, SearchAttributes, UserMetadata } from '../history/event.ts';
import type { Execution, Failure, Named, RetryPolicy } from '../history/failure.ts';
import type { Payloads } from '../history/payload.ts';
import type { StartRequest } from '../server/requests.ts';

/** `temporal.api.workflowservice.v1.StartWorkflowExecutionRequest`, in plain words. */
export interface StartMessage {
  readonly workflowId: string;
  readonly workflowType: Named;
  readonly taskQueue: Named;
  readonly input?: Payloads;
  readonly workflowExecutionTimeout?: number;
  readonly workflowRunTimeout?: number;
  readonly workflowTaskTimeout?: number;
  readonly workflowStartDelay?: number;
  readonly retryPolicy?: RetryPolicy;
  readonly memo?: Memo;
  readonly searchAttributes?: SearchAttributes;
  readonly header?: Header;
  readonly identity?: string;
  readonly userMetadata?: UserMetadata;
  readonly workflowIdReusePolicy?: WorkflowIdReusePolicy;
  readonly workflowIdConflictPolicy?: WorkflowIdConflictPolicy;
}

export interface SignalMessage {
  readonly workflowExecution: Execution;
  readonly signalName: string;
  readonly input?: Payloads;
  readonly header?: Header;
  readonly identity?: string;
}

/** What answers an attempt: by its token, or by the names of its workflow and of itself. */
export interface AnswerMessage {
  readonly taskToken?: Uint8Array;
  readonly workflowId?: string;
  readonly runId?: string;
  readonly activityId?: string;
  readonly result?: Payloads;
  readonly failure?: Failure;
  readonly details?: Payloads;
}

/** What the message asks the server to start. */
export function startRequest(message: StartMessage): StartRequest {
  const { workflowType, taskQueue, workflowStartDelay, ...rest } = message;
  const { workflowIdReusePolicy, workflowIdConflictPolicy, ...same } = rest;
  return {
    ...same,
    workflowType: workflowType.name,
    taskQueue: taskQueue.name,
    ...(workflowStartDelay === undefined ? {} : { startDelay: workflowStartDelay }),
    ...(workflowIdReusePolicy && workflowIdReusePolicy !== 'WORKFLOW_ID_REUSE_POLICY_UNSPECIFIED'
      ? { workflowIdReusePolicy }
      : {}),
    ...(workflowIdConflictPolicy &&
    workflowIdConflictPolicy !== 'WORKFLOW_ID_CONFLICT_POLICY_UNSPECIFIED'
      ? { workflowIdConflictPolicy }
      : {}),
  };
}
