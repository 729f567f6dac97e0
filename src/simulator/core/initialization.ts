import type { EventOf } from '../history/event.ts';
import type { InitializeWorkflow } from './activation.ts';
import { siphash } from './siphash.ts';

/** What code is told of its start: `start_workflow_from_attribs`. */
export function initialization(
  { attributes, eventTime }: EventOf<'WorkflowExecutionStarted'>,
  workflowId: string,
): InitializeWorkflow {
  const {
    parentWorkflowExecution,
    parentWorkflowNamespace = '',
    continuedExecutionRunId = '',
    initiator,
    continuedFailure,
    lastCompletionResult,
    rootWorkflowExecution,
    retryPolicy,
    memo,
    searchAttributes,
    workflowExecutionTimeout,
    workflowRunTimeout,
  } = attributes;
  return {
    workflowType: attributes.workflowType.name,
    workflowId,
    taskQueue: attributes.taskQueue.name,
    arguments: attributes.input?.payloads ?? [],
    randomnessSeed: siphash(attributes.originalExecutionRunId),
    headers: attributes.header?.fields ?? {},
    identity: attributes.identity ?? '',
    workflowTaskTimeout: attributes.workflowTaskTimeout ?? 0,
    continuedFromExecutionRunId: continuedExecutionRunId,
    firstExecutionRunId: attributes.firstExecutionRunId,
    originalExecutionRunId: attributes.originalExecutionRunId,
    attempt: attributes.attempt,
    cronSchedule: attributes.cronSchedule ?? '',
    startTime: eventTime,
    ...(workflowExecutionTimeout === undefined ? {} : { workflowExecutionTimeout }),
    ...(workflowRunTimeout === undefined ? {} : { workflowRunTimeout }),
    ...(parentWorkflowExecution
      ? { parentWorkflowInfo: { namespace: parentWorkflowNamespace, ...parentWorkflowExecution } }
      : {}),
    ...(rootWorkflowExecution ? { rootWorkflow: rootWorkflowExecution } : {}),
    ...(initiator ? { continuedInitiator: initiator } : {}),
    ...(continuedFailure ? { continuedFailure } : {}),
    ...(lastCompletionResult ? { lastCompletionResult } : {}),
    ...(retryPolicy ? { retryPolicy } : {}),
    ...(memo ? { memo } : {}),
    ...(searchAttributes ? { searchAttributes } : {}),
  };
}
