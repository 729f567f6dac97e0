import type { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '../history/enums.ts';
import type { Header, Memo, SearchAttributes, UserMetadata } from '../history/event.ts';
import type { RetryPolicy } from '../history/failure.ts';
import type { Payloads } from '../history/payload.ts';

/** How a workflow is started. Durations are in milliseconds. */
export interface StartRequest {
  readonly workflowId: string;
  readonly workflowType: string;
  readonly taskQueue: string;
  readonly input?: Payloads;
  readonly workflowExecutionTimeout?: number;
  readonly workflowRunTimeout?: number;
  readonly workflowTaskTimeout?: number;
  readonly retryPolicy?: RetryPolicy;
  readonly startDelay?: number;
  readonly memo?: Memo;
  readonly searchAttributes?: SearchAttributes;
  readonly header?: Header;
  readonly workflowIdReusePolicy?: WorkflowIdReusePolicy;
  readonly workflowIdConflictPolicy?: WorkflowIdConflictPolicy;
  readonly identity?: string;
  readonly userMetadata?: UserMetadata;
}

/** The server refuses what it is asked for. */
export class Refused extends Error {
  readonly reason: 'not-found' | 'closed' | 'already-started' | 'invalid';
  /** Of a workflow that runs or ran under the same id. */
  readonly runId: string | undefined;
  constructor(reason: Refused['reason'], message: string, runId?: string) {
    super(message);
    this.reason = reason;
    this.runId = runId;
  }
}
