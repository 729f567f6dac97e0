import type {
  ContinueAsNewInitiator,
  ParentClosePolicy,
  RetryState,
  TaskFailedCause,
  TimeoutType,
  WorkflowIdReusePolicy,
} from './enums.ts';
import type { Execution, Failure, Named, RetryPolicy } from './failure.ts';
import type { Payload, PayloadMap, Payloads } from './payload.ts';

/** What a person wrote beside a command: the `summary` and `details` of the SDK's options. */
export interface UserMetadata {
  readonly summary?: Payload;
  readonly details?: Payload;
}

export interface Header {
  readonly fields: PayloadMap;
}

export interface Memo {
  readonly fields: PayloadMap;
}

export interface SearchAttributes {
  readonly indexedFields: PayloadMap;
}

/** What a Worker's SDK notes of itself with a completed task: `WorkflowTaskCompletedMetadata`. */
export interface SdkMetadata {
  readonly coreUsedFlags?: readonly number[];
  readonly langUsedFlags?: readonly number[];
  readonly sdkName?: string;
  readonly sdkVersion?: string;
}

export interface UpdateRequest {
  readonly meta: { readonly updateId: string; readonly identity?: string };
  readonly input: { readonly name: string; readonly args?: Payloads; readonly header?: Header };
}

export interface UpdateOutcome {
  readonly success?: Payloads;
  readonly failure?: Failure;
}

/** The event that a command of a workflow task became says which task that was. */
interface OfTask {
  readonly workflowTaskCompletedEventId: number;
}

interface OfActivity {
  readonly scheduledEventId: number;
  readonly startedEventId?: number;
}

interface OfChild {
  readonly namespace: string;
  readonly workflowExecution: Execution;
  readonly workflowType: Named;
  readonly initiatedEventId: number;
  readonly startedEventId: number;
}

interface ToOther {
  readonly namespace: string;
  readonly workflowExecution: Execution;
}

/**
 * Every type of event, and what it records: `temporal.api.history.v1`. Times and durations are in
 * milliseconds, ids of events are numbers.
 */
export interface Attributes {
  WorkflowExecutionStarted: {
    readonly workflowType: Named;
    readonly taskQueue: Named;
    readonly input?: Payloads;
    readonly workflowExecutionTimeout?: number;
    readonly workflowRunTimeout?: number;
    readonly workflowTaskTimeout?: number;
    readonly originalExecutionRunId: string;
    readonly firstExecutionRunId: string;
    readonly continuedExecutionRunId?: string;
    readonly initiator?: ContinueAsNewInitiator;
    readonly continuedFailure?: Failure;
    readonly lastCompletionResult?: Payloads;
    readonly identity?: string;
    readonly retryPolicy?: RetryPolicy;
    readonly attempt: number;
    readonly cronSchedule?: string;
    readonly firstWorkflowTaskBackoff?: number;
    readonly memo?: Memo;
    readonly searchAttributes?: SearchAttributes;
    readonly header?: Header;
    readonly parentWorkflowNamespace?: string;
    readonly parentWorkflowExecution?: Execution;
    readonly parentInitiatedEventId?: number;
    readonly rootWorkflowExecution?: Execution;
    readonly workflowId?: string;
  };
  WorkflowExecutionCompleted: OfTask & { readonly result?: Payloads };
  WorkflowExecutionFailed: OfTask & {
    readonly failure?: Failure;
    readonly retryState?: RetryState;
    readonly newExecutionRunId?: string;
  };
  WorkflowExecutionTimedOut: { readonly retryState: RetryState };
  WorkflowExecutionCanceled: OfTask & { readonly details?: Payloads };
  WorkflowExecutionTerminated: {
    readonly reason?: string;
    readonly details?: Payloads;
    readonly identity?: string;
  };
  WorkflowExecutionContinuedAsNew: OfTask & {
    readonly newExecutionRunId: string;
    readonly workflowType: Named;
    readonly taskQueue: Named;
    readonly input?: Payloads;
    readonly workflowRunTimeout?: number;
    readonly workflowTaskTimeout?: number;
    readonly backoffStartInterval?: number;
    readonly initiator?: ContinueAsNewInitiator;
    readonly failure?: Failure;
    readonly header?: Header;
    readonly memo?: Memo;
    readonly searchAttributes?: SearchAttributes;
  };
  WorkflowExecutionCancelRequested: { readonly cause?: string; readonly identity?: string };
  WorkflowExecutionSignaled: {
    readonly signalName: string;
    readonly input?: Payloads;
    readonly identity?: string;
    readonly header?: Header;
  };
  WorkflowTaskScheduled: {
    readonly taskQueue: Named;
    readonly startToCloseTimeout: number;
    readonly attempt: number;
  };
  WorkflowTaskStarted: {
    readonly scheduledEventId: number;
    readonly identity?: string;
    readonly historySizeBytes?: number;
    readonly suggestContinueAsNew?: boolean;
  };
  WorkflowTaskCompleted: {
    readonly scheduledEventId: number;
    readonly startedEventId: number;
    readonly identity?: string;
    readonly sdkMetadata?: SdkMetadata;
  };
  WorkflowTaskFailed: {
    readonly scheduledEventId: number;
    readonly startedEventId: number;
    readonly cause: TaskFailedCause;
    readonly failure?: Failure;
    readonly identity?: string;
    readonly baseRunId?: string;
    readonly newRunId?: string;
  };
  WorkflowTaskTimedOut: {
    readonly scheduledEventId: number;
    readonly startedEventId: number;
    readonly timeoutType: TimeoutType;
  };
  ActivityTaskScheduled: OfTask & {
    readonly activityId: string;
    readonly activityType: Named;
    readonly taskQueue: Named;
    readonly header?: Header;
    readonly input?: Payloads;
    readonly scheduleToCloseTimeout: number;
    readonly scheduleToStartTimeout: number;
    readonly startToCloseTimeout: number;
    readonly heartbeatTimeout: number;
    readonly retryPolicy: RetryPolicy;
  };
  ActivityTaskStarted: {
    readonly scheduledEventId: number;
    readonly identity?: string;
    readonly attempt: number;
    readonly lastFailure?: Failure;
  };
  ActivityTaskCompleted: OfActivity & { readonly result?: Payloads; readonly identity?: string };
  ActivityTaskFailed: OfActivity & {
    readonly failure?: Failure;
    readonly retryState: RetryState;
    readonly identity?: string;
  };
  ActivityTaskTimedOut: OfActivity & {
    readonly failure?: Failure;
    readonly retryState: RetryState;
  };
  ActivityTaskCancelRequested: OfTask & { readonly scheduledEventId: number };
  ActivityTaskCanceled: OfActivity & { readonly details?: Payloads; readonly identity?: string };
  TimerStarted: OfTask & { readonly timerId: string; readonly startToFireTimeout: number };
  TimerFired: { readonly timerId: string; readonly startedEventId: number };
  TimerCanceled: OfTask & { readonly timerId: string; readonly startedEventId: number };
  MarkerRecorded: OfTask & {
    readonly markerName: string;
    readonly details: Readonly<Record<string, Payloads>>;
    readonly failure?: Failure;
  };
  StartChildWorkflowExecutionInitiated: OfTask & {
    readonly namespace: string;
    readonly workflowId: string;
    readonly workflowType: Named;
    readonly taskQueue: Named;
    readonly input?: Payloads;
    readonly workflowExecutionTimeout?: number;
    readonly workflowRunTimeout?: number;
    readonly workflowTaskTimeout?: number;
    readonly parentClosePolicy: ParentClosePolicy;
    readonly workflowIdReusePolicy: WorkflowIdReusePolicy;
    readonly retryPolicy?: RetryPolicy;
    readonly cronSchedule?: string;
    readonly header?: Header;
    readonly memo?: Memo;
    readonly searchAttributes?: SearchAttributes;
  };
  StartChildWorkflowExecutionFailed: {
    readonly namespace: string;
    readonly workflowId: string;
    readonly workflowType: Named;
    readonly cause: 'START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS';
    readonly initiatedEventId: number;
    readonly workflowTaskCompletedEventId: number;
  };
  ChildWorkflowExecutionStarted: Omit<OfChild, 'startedEventId'> & { readonly header?: Header };
  ChildWorkflowExecutionCompleted: OfChild & { readonly result?: Payloads };
  ChildWorkflowExecutionFailed: OfChild & {
    readonly failure?: Failure;
    readonly retryState: RetryState;
  };
  ChildWorkflowExecutionCanceled: OfChild & { readonly details?: Payloads };
  ChildWorkflowExecutionTimedOut: OfChild & { readonly retryState: RetryState };
  ChildWorkflowExecutionTerminated: OfChild;
  SignalExternalWorkflowExecutionInitiated: OfTask &
    ToOther & {
      readonly signalName: string;
      readonly input?: Payloads;
      readonly childWorkflowOnly?: boolean;
      readonly header?: Header;
    };
  SignalExternalWorkflowExecutionFailed: ToOther & {
    readonly cause: 'SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND';
    readonly initiatedEventId: number;
  };
  ExternalWorkflowExecutionSignaled: ToOther & { readonly initiatedEventId: number };
  RequestCancelExternalWorkflowExecutionInitiated: OfTask &
    ToOther & { readonly childWorkflowOnly?: boolean; readonly reason?: string };
  RequestCancelExternalWorkflowExecutionFailed: ToOther & {
    readonly cause: 'CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND';
    readonly initiatedEventId: number;
  };
  ExternalWorkflowExecutionCancelRequested: ToOther & { readonly initiatedEventId: number };
  UpsertWorkflowSearchAttributes: OfTask & { readonly searchAttributes: SearchAttributes };
  WorkflowPropertiesModified: OfTask & { readonly upsertedMemo: Memo };
  WorkflowExecutionUpdateAccepted: {
    readonly protocolInstanceId: string;
    readonly acceptedRequestMessageId: string;
    readonly acceptedRequestSequencingEventId: number;
    readonly acceptedRequest: UpdateRequest;
  };
  WorkflowExecutionUpdateCompleted: {
    readonly meta: { readonly updateId: string; readonly identity?: string };
    readonly acceptedEventId?: number;
    readonly outcome: UpdateOutcome;
  };
}
