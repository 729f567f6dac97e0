import type { ErrorCategory, RetryState, TimeoutType } from './enums.ts';
import type { Payload, Payloads } from './payload.ts';

export interface Named {
  readonly name: string;
}

export interface Execution {
  readonly workflowId: string;
  readonly runId?: string;
}

/** An error as it travels: `temporal.api.failure.v1.Failure`. Durations are in milliseconds. */
export interface Failure {
  readonly message?: string;
  readonly source?: string;
  readonly stackTrace?: string;
  readonly encodedAttributes?: Payload;
  readonly cause?: Failure;
  readonly applicationFailureInfo?: {
    readonly type?: string;
    readonly nonRetryable?: boolean;
    readonly details?: Payloads;
    readonly nextRetryDelay?: number;
    readonly category?: ErrorCategory;
  };
  readonly timeoutFailureInfo?: {
    readonly timeoutType: TimeoutType;
    readonly lastHeartbeatDetails?: Payloads;
  };
  readonly canceledFailureInfo?: { readonly details?: Payloads; readonly identity?: string };
  readonly terminatedFailureInfo?: { readonly identity?: string };
  readonly serverFailureInfo?: { readonly nonRetryable?: boolean };
  readonly activityFailureInfo?: {
    readonly scheduledEventId?: number;
    readonly startedEventId?: number;
    readonly identity?: string;
    readonly activityType?: Named;
    readonly activityId?: string;
    readonly retryState?: RetryState;
  };
  readonly childWorkflowExecutionFailureInfo?: {
    readonly namespace?: string;
    readonly workflowExecution?: Execution;
    readonly workflowType?: Named;
    readonly initiatedEventId?: number;
    readonly startedEventId?: number;
    readonly retryState?: RetryState;
  };
}

/** How often and when something is tried again. Durations are in milliseconds. */
export interface RetryPolicy {
  readonly initialInterval?: number;
  readonly backoffCoefficient?: number;
  readonly maximumInterval?: number;
  readonly maximumAttempts?: number;
  readonly nonRetryableErrorTypes?: readonly string[];
}
