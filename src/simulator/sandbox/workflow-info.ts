import { TypedSearchAttributes } from '@temporalio/common';
import { decompileRetryPolicy } from '@temporalio/common/lib/retry-policy.js';
import type { WorkflowCreateOptionsInternal } from '@temporalio/workflow/lib/interfaces.js';
import Long from 'long';
import { isDeployed } from '../../kit/deployed.ts';
import type { Activation, InitializeWorkflow } from '../core/activation.ts';
import type { Code } from './runs.ts';
import { timestamp } from './wire.ts';

/** What a run is created with: `createWorkflow` of the SDK's Worker. */
export function createOptions(
  activation: Activation,
  job: InitializeWorkflow,
  { namespace, localActivities = [] }: Omit<Code, 'load'>,
): WorkflowCreateOptionsInternal {
  const { parentWorkflowInfo, rootWorkflow, retryPolicy } = job;
  const { workflowExecutionTimeout: executionTimeoutMs, workflowRunTimeout: runTimeoutMs } = job;
  const { continuedFromExecutionRunId: continuedFrom } = job;
  const policy = retryPolicy && decompileRetryPolicy(policyOf(retryPolicy));
  const { isReplaying, timestamp: now } = activation;
  return {
    info: {
      workflowId: job.workflowId,
      runId: activation.runId,
      workflowType: job.workflowType,
      // oxlint-disable-next-line typescript/no-deprecated -- the SDK's Worker still sets it
      searchAttributes: {},
      typedSearchAttributes: new TypedSearchAttributes(),
      ...(parentWorkflowInfo ? { parent: { runId: '', ...parentWorkflowInfo } } : {}),
      ...(rootWorkflow ? { root: { runId: '', ...rootWorkflow } } : {}),
      taskQueue: job.taskQueue,
      namespace,
      firstExecutionRunId: job.firstExecutionRunId,
      originalExecutionRunId: job.originalExecutionRunId,
      ...(continuedFrom ? { continuedFromExecutionRunId: continuedFrom } : {}),
      startTime: new Date(job.startTime),
      runStartTime: new Date(now),
      ...(executionTimeoutMs === undefined ? {} : { executionTimeoutMs }),
      ...(runTimeoutMs === undefined ? {} : { runTimeoutMs }),
      taskTimeoutMs: job.workflowTaskTimeout,
      ...(policy ? { retryPolicy: policy } : {}),
      attempt: job.attempt,
      ...(job.cronSchedule ? { cronSchedule: job.cronSchedule } : {}),
      historyLength: activation.historyLength,
      historySize: activation.historySizeBytes,
      continueAsNewSuggested: activation.continueAsNewSuggested,
      targetWorkerDeploymentVersionChanged: false,
      // oxlint-disable-next-line typescript/no-deprecated -- the SDK's Worker still sets it
      currentBuildId: '',
      unsafe: {
        // Both are set again by the runtime.
        now: () => now,
        random: undefined as never,
        isReplaying,
        isReplayingHistoryEvents: isReplaying,
      },
      priority: {},
    },
    randomnessSeed: Long.fromString(job.randomnessSeed, true, 16).toBytes(),
    now,
    showStackTraceSources: false,
    sourceMap: undefined as never,
    registeredActivityNames: new Set(localActivities),
    getTimeOfDay: () => 0n,
    stackTracesEnabled: false,
    patchActivationCallback: (workflowInfo, patchId) => isDeployed({ workflowInfo, patchId }),
  };
}

function policyOf({
  initialInterval,
  maximumInterval,
  nonRetryableErrorTypes,
  ...rest
}: NonNullable<InitializeWorkflow['retryPolicy']>) {
  return {
    ...rest,
    ...(initialInterval === undefined ? {} : { initialInterval: timestamp(initialInterval) }),
    ...(maximumInterval === undefined ? {} : { maximumInterval: timestamp(maximumInterval) }),
    ...(nonRetryableErrorTypes ? { nonRetryableErrorTypes: [...nonRetryableErrorTypes] } : {}),
  };
}
