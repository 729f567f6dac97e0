import type { Header } from '../history/event.ts';
import type { Execution, Failure, Named } from '../history/failure.ts';
import type { Payloads } from '../history/payload.ts';
import type { StartRequest } from '../server/requests.ts';

/** `temporal.api.workflowservice.v1.StartWorkflowExecutionRequest`, in plain words. */
export interface StartMessage extends Omit<
  StartRequest,
  'workflowType' | 'taskQueue' | 'startDelay'
> {
  readonly workflowType: Named;
  readonly taskQueue: Named;
  readonly workflowStartDelay?: number;
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
