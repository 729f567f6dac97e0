/**
 * What a Worker asks of the server when it completes a workflow task.
 *
 * Source: temporal/api/command/v1. Each but `ProtocolMessage` becomes one event.
 */
import type { ContinueAsNewInitiator } from '../history/enums.ts';
import type {
  Attributes,
  EventType,
  Header,
  Memo,
  SearchAttributes,
  UpdateOutcome,
  UpdateRequest,
  UserMetadata,
} from '../history/event.ts';
import type { Execution, Failure, Named, RetryPolicy } from '../history/failure.ts';
import type { Payloads } from '../history/payload.ts';

/** What an event says of it, but for the task that asked. */
type AskedFor<Type extends EventType> = Omit<Attributes[Type], 'workflowTaskCompletedEventId'>;

/** Every type of command. */
export interface Commands {
  StartTimer: AskedFor<'TimerStarted'>;
  CancelTimer: { readonly timerId: string };
  ScheduleActivityTask: {
    readonly activityId: string;
    readonly activityType: Named;
    readonly taskQueue: Named;
    readonly header?: Header;
    readonly input?: Payloads;
    readonly scheduleToCloseTimeout?: number;
    readonly scheduleToStartTimeout?: number;
    readonly startToCloseTimeout?: number;
    readonly heartbeatTimeout?: number;
    readonly retryPolicy?: RetryPolicy;
  };
  RequestCancelActivityTask: { readonly scheduledEventId: number };
  RecordMarker: AskedFor<'MarkerRecorded'>;
  StartChildWorkflowExecution: AskedFor<'StartChildWorkflowExecutionInitiated'>;
  SignalExternalWorkflowExecution: {
    readonly namespace: string;
    readonly execution: Execution;
    readonly signalName: string;
    readonly input?: Payloads;
    readonly childWorkflowOnly: boolean;
    readonly header?: Header;
  };
  RequestCancelExternalWorkflowExecution: {
    readonly namespace: string;
    readonly workflowId: string;
    readonly runId: string;
    readonly childWorkflowOnly: boolean;
    readonly reason: string;
  };
  UpsertWorkflowSearchAttributes: { readonly searchAttributes: SearchAttributes };
  ModifyWorkflowProperties: { readonly upsertedMemo: Memo };
  /** Stands where the message of that id belongs among the commands. */
  ProtocolMessage: { readonly messageId: string };
  CompleteWorkflowExecution: { readonly result?: Payloads };
  FailWorkflowExecution: { readonly failure?: Failure };
  CancelWorkflowExecution: { readonly details?: Payloads };
  ContinueAsNewWorkflowExecution: {
    readonly workflowType: Named;
    readonly taskQueue: Named;
    readonly input?: Payloads;
    readonly workflowRunTimeout?: number;
    readonly workflowTaskTimeout?: number;
    readonly backoffStartInterval?: number;
    readonly retryPolicy?: RetryPolicy;
    readonly initiator?: ContinueAsNewInitiator;
    readonly failure?: Failure;
    readonly lastCompletionResult?: Payloads;
    readonly header?: Header;
    readonly memo?: Memo;
    readonly searchAttributes?: SearchAttributes;
  };
}

export type CommandType = keyof Commands;

export interface CommandOf<Type extends CommandType> {
  readonly type: Type;
  readonly attributes: Commands[Type];
  readonly userMetadata?: UserMetadata;
}

export type Command = { [Type in CommandType]: CommandOf<Type> }[CommandType];

/** What a Worker says of an update that it was sent. */
export type Message = { readonly id: string; readonly protocolInstanceId: string } & (
  | {
      readonly acceptance: {
        readonly acceptedRequestMessageId: string;
        readonly acceptedRequestSequencingEventId: number;
        readonly acceptedRequest: UpdateRequest;
      };
    }
  | { readonly rejection: { readonly failure: Failure } }
  | {
      readonly response: {
        readonly meta: UpdateRequest['meta'];
        readonly outcome: UpdateOutcome;
      };
    }
);

/** An update on its way to a Worker. */
export interface UpdateMessage {
  readonly id: string;
  readonly protocolInstanceId: string;
  /** The event after which it is to be handled. */
  readonly eventId: number;
  readonly request: UpdateRequest;
}
