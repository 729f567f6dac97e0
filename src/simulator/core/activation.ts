/**
 * What the core asks of the SDK's workflow runtime: an activation, with its jobs.
 *
 * Source: temporal/sdk/core/workflow_activation of the pinned SDK. Durations and times are in
 * milliseconds, enumerations are names; the sandbox's driver turns them into what the runtime reads.
 */
import type { Memo, SearchAttributes, UpdateRequest } from '../history/event.ts';
import type { Execution, Failure, RetryPolicy } from '../history/failure.ts';
import type { ContinueAsNewInitiator } from '../history/enums.ts';
import type { Payload, PayloadMap, Payloads } from '../history/payload.ts';

interface OfSeq {
  /** The number that workflow code gave to what it asked for. */
  readonly seq: number;
}

export interface InitializeWorkflow {
  readonly workflowType: string;
  readonly workflowId: string;
  /** The SDK knows it by its Worker. */
  readonly taskQueue: string;
  readonly arguments: readonly Payload[];
  /** 64 bits, in hexadecimal. */
  readonly randomnessSeed: string;
  readonly headers: PayloadMap;
  readonly identity: string;
  readonly parentWorkflowInfo?: Execution & { readonly namespace: string };
  readonly rootWorkflow?: Execution;
  readonly workflowExecutionTimeout?: number;
  readonly workflowRunTimeout?: number;
  readonly workflowTaskTimeout: number;
  readonly continuedFromExecutionRunId: string;
  readonly continuedInitiator?: ContinueAsNewInitiator;
  readonly continuedFailure?: Failure;
  readonly lastCompletionResult?: Payloads;
  readonly firstExecutionRunId: string;
  readonly originalExecutionRunId: string;
  readonly retryPolicy?: RetryPolicy;
  readonly attempt: number;
  readonly cronSchedule: string;
  readonly memo?: Memo;
  readonly searchAttributes?: SearchAttributes;
  readonly startTime: number;
}

/** How an activity ended, as workflow code learns it. */
export type ActivityResolution =
  | { readonly completed: { readonly result?: Payload } }
  | { readonly failed: { readonly failure: Failure } }
  | { readonly cancelled: { readonly failure: Failure } }
  | { readonly backoff: LocalBackoff };

/** A local activity shall be tried again after so long a timer of the workflow's own. */
export interface LocalBackoff {
  readonly attempt: number;
  readonly backoffDuration: number;
  readonly originalScheduleTime: number;
}

export type ChildResolution = Exclude<ActivityResolution, { readonly backoff: unknown }>;

export type ChildStart =
  | { readonly succeeded: { readonly runId: string } }
  | {
      readonly failed: {
        readonly workflowId: string;
        readonly workflowType: string;
        readonly cause: 'WORKFLOW_ALREADY_EXISTS';
      };
    }
  | { readonly cancelled: { readonly failure: Failure } };

/** Every kind of job. */
export interface Jobs {
  initializeWorkflow: InitializeWorkflow;
  notifyHasPatch: { readonly patchId: string };
  updateRandomSeed: { readonly randomnessSeed: string };
  signalWorkflow: {
    readonly signalName: string;
    readonly input: readonly Payload[];
    readonly identity: string;
    readonly headers: PayloadMap;
    readonly originatingEventId: number;
  };
  doUpdate: {
    readonly id: string;
    readonly protocolInstanceId: string;
    readonly name: string;
    readonly input: readonly Payload[];
    readonly headers: PayloadMap;
    readonly meta: UpdateRequest['meta'];
    readonly runValidator: boolean;
  };
  cancelWorkflow: { readonly reason: string };
  fireTimer: OfSeq;
  resolveActivity: OfSeq & { readonly result: ActivityResolution; readonly isLocal: boolean };
  resolveChildWorkflowExecutionStart: OfSeq & ChildStart;
  resolveChildWorkflowExecution: OfSeq & { readonly result: ChildResolution };
  resolveSignalExternalWorkflow: OfSeq & { readonly failure?: Failure };
  resolveRequestCancelExternalWorkflow: OfSeq & { readonly failure?: Failure };
  queryWorkflow: {
    readonly queryId: string;
    readonly queryType: string;
    readonly arguments: readonly Payload[];
    readonly headers: PayloadMap;
  };
}

export type JobName = keyof Jobs;

export type Job = {
  [Name in JobName]: { readonly variant: Name; readonly job: Jobs[Name] };
}[JobName];

export interface Activation {
  readonly runId: string;
  /** The workflow's time: that of the task's start, in virtual milliseconds since 1970. */
  readonly timestamp: number;
  readonly isReplaying: boolean;
  /** The number of the last event that was read. */
  readonly historyLength: number;
  readonly historySizeBytes: number;
  readonly continueAsNewSuggested: boolean;
  readonly jobs: readonly Job[];
  readonly availableInternalFlags: readonly number[];
  readonly lastSdkVersion: string;
}

/** The order in which code meets the jobs of one activation: `prepare_to_ship_activation`. */
const ORDER: Readonly<Record<JobName, number>> = {
  initializeWorkflow: 0,
  notifyHasPatch: 1,
  updateRandomSeed: 2,
  signalWorkflow: 3,
  doUpdate: 3,
  cancelWorkflow: 4,
  fireTimer: 4,
  resolveActivity: 4,
  resolveChildWorkflowExecutionStart: 4,
  resolveChildWorkflowExecution: 4,
  resolveSignalExternalWorkflow: 4,
  resolveRequestCancelExternalWorkflow: 4,
  queryWorkflow: 6,
};
const LOCAL_RESOLUTION = 5;

/** Jobs in the order in which code meets them. */
export function inOrder(jobs: readonly Job[]): Job[] {
  const place = ({ variant, job }: Job) =>
    variant === 'resolveActivity' && job.isLocal ? LOCAL_RESOLUTION : ORDER[variant];
  return jobs.toSorted((a, b) => place(a) - place(b));
}
