/**
 * What workflow code asks of the core.
 *
 * Source: temporal/sdk/core/workflow_commands of the pinned SDK, as far as there are no Nexus
 * operations. Durations are in milliseconds, enumerations are names.
 */
import type {
  ActivityCancellation,
  ChildCancellation,
  ParentClosePolicy,
  WorkflowIdReusePolicy,
} from '../history/enums.ts';
import type { SearchAttributes, UserMetadata } from '../history/event.ts';
import type { Failure, RetryPolicy } from '../history/failure.ts';
import type { Payload, PayloadMap, Payloads } from '../history/payload.ts';

interface OfSeq {
  readonly seq: number;
}

export interface ScheduleActivity extends OfSeq {
  readonly activityId: string;
  readonly activityType: string;
  readonly taskQueue: string;
  readonly headers: PayloadMap;
  readonly arguments: readonly Payload[];
  readonly scheduleToCloseTimeout?: number;
  readonly scheduleToStartTimeout?: number;
  readonly startToCloseTimeout?: number;
  readonly heartbeatTimeout?: number;
  readonly retryPolicy?: RetryPolicy;
  readonly cancellationType: ActivityCancellation;
}

export interface ScheduleLocalActivity extends OfSeq {
  readonly activityId: string;
  readonly activityType: string;
  readonly attempt: number;
  readonly originalScheduleTime?: number;
  readonly headers: PayloadMap;
  readonly arguments: readonly Payload[];
  readonly scheduleToCloseTimeout?: number;
  readonly scheduleToStartTimeout?: number;
  readonly startToCloseTimeout?: number;
  readonly retryPolicy?: RetryPolicy;
  readonly localRetryThreshold?: number;
  readonly cancellationType: ActivityCancellation;
}

export interface StartChild extends OfSeq {
  readonly namespace: string;
  readonly workflowId: string;
  readonly workflowType: string;
  readonly taskQueue: string;
  readonly input: readonly Payload[];
  readonly workflowExecutionTimeout?: number;
  readonly workflowRunTimeout?: number;
  readonly workflowTaskTimeout?: number;
  readonly parentClosePolicy: ParentClosePolicy;
  readonly workflowIdReusePolicy: WorkflowIdReusePolicy;
  readonly retryPolicy?: RetryPolicy;
  readonly cronSchedule: string;
  readonly headers: PayloadMap;
  readonly memo: PayloadMap;
  readonly searchAttributes?: SearchAttributes;
  readonly cancellationType: ChildCancellation;
}

export interface ContinueAsNew {
  readonly workflowType: string;
  readonly taskQueue: string;
  readonly arguments: readonly Payload[];
  readonly workflowRunTimeout?: number;
  readonly workflowTaskTimeout?: number;
  readonly memo: PayloadMap;
  readonly headers: PayloadMap;
  readonly searchAttributes?: SearchAttributes;
  readonly retryPolicy?: RetryPolicy;
  readonly backoffStartInterval?: number;
}

export interface Target {
  readonly namespace: string;
  readonly workflowId: string;
  readonly runId: string;
}

export interface SignalExternal extends OfSeq {
  readonly workflowExecution?: Target;
  readonly childWorkflowId?: string;
  readonly signalName: string;
  readonly args: readonly Payload[];
  readonly headers: PayloadMap;
}

export type UpdateResponse = { readonly protocolInstanceId: string } & (
  { readonly accepted: object } | { readonly rejected: Failure } | { readonly completed: Payload }
);

export interface QueryResult {
  readonly queryId: string;
  readonly succeeded?: { readonly response?: Payload };
  readonly failed?: Failure;
}

/** Every kind of command. */
export interface LangCommands {
  startTimer: OfSeq & { readonly startToFireTimeout: number };
  cancelTimer: OfSeq;
  scheduleActivity: ScheduleActivity;
  requestCancelActivity: OfSeq;
  scheduleLocalActivity: ScheduleLocalActivity;
  requestCancelLocalActivity: OfSeq;
  startChildWorkflowExecution: StartChild;
  cancelChildWorkflowExecution: { readonly childWorkflowSeq: number; readonly reason: string };
  signalExternalWorkflowExecution: SignalExternal;
  cancelSignalWorkflow: OfSeq;
  requestCancelExternalWorkflowExecution: OfSeq & {
    readonly workflowExecution: Target;
    readonly reason: string;
  };
  setPatchMarker: { readonly patchId: string; readonly deprecated: boolean };
  upsertWorkflowSearchAttributes: { readonly searchAttributes: SearchAttributes };
  modifyWorkflowProperties: { readonly upsertedMemo: { readonly fields: PayloadMap } };
  updateResponse: UpdateResponse;
  respondToQuery: QueryResult;
  completeWorkflowExecution: { readonly result?: Payload };
  failWorkflowExecution: { readonly failure: Failure };
  cancelWorkflowExecution: { readonly details?: Payloads };
  continueAsNewWorkflowExecution: ContinueAsNew;
}

export type LangCommandName = keyof LangCommands;

export type LangCommand = {
  [Name in LangCommandName]: {
    readonly variant: Name;
    readonly command: LangCommands[Name];
    readonly userMetadata?: UserMetadata;
  };
}[LangCommandName];

/** How an activation ended. */
export type Completion =
  | {
      readonly successful: {
        readonly commands: readonly LangCommand[];
        readonly usedInternalFlags: readonly number[];
      };
    }
  | { readonly failed: { readonly failure: Failure } };

const TERMINAL = new Set<LangCommandName>([
  'completeWorkflowExecution',
  'failWorkflowExecution',
  'cancelWorkflowExecution',
  'continueAsNewWorkflowExecution',
]);

/** Whether a command ends the run. */
export function isTerminal({ variant }: Pick<LangCommand, 'variant'>): boolean {
  return TERMINAL.has(variant);
}
