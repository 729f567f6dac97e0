import type { Failure } from '../history/failure.ts';
import type { Execution } from './execution.ts';
import type { Activity } from './activity.ts';
import type { VirtualClock } from './clock.ts';
import type { StartRequest } from './requests.ts';

/** Where a run comes from. */
export interface Origin {
  readonly runId: string;
  /** The first run of its chain. */
  readonly firstRunId: string;
  /** The run before it in its chain. */
  readonly continuedRunId?: string;
  /** How often its chain was tried: the first is 1. */
  readonly attempt: number;
  /** How long its first workflow task waits, in milliseconds. */
  readonly backoff?: number;
  /** When the whole chain must be over. */
  readonly expiresAt?: number;
  readonly parent?: { readonly execution: Execution; readonly initiatedEventId: number };
}

/** How the server treats what it is asked. What a server of Temporal's does, each but the first. */
export interface Ways {
  readonly namespace: string;
  /**
   * Whether children are dealt with when their parent ends. The time-skipping test server (1.38)
   * leaves them alone.
   */
  readonly closesChildren: boolean;
  /** Whether an activity that was asked to stop still times out. There it does not. */
  readonly timesOutCancelled: boolean;
  /**
   * Whether the limit of all attempts together still strikes once the first one has failed. There it
   * only keeps another attempt from being begun.
   *
   * @default true
   */
  readonly limitsRetries?: boolean;
}

/** What an execution can do to the rest of its server. */
export interface Company {
  readonly clock: VirtualClock;
  readonly ways: Ways;
  newId(): string;
  /** Does something once whoever is at work now is done. */
  soon(work: () => void): void;
  /** The latest run of a workflow id, or one of its runs. */
  find(workflowId: string, runId?: string): Execution | undefined;
  /** @throws Refused */
  start(request: StartRequest, origin?: Partial<Origin>): Execution;
  /** A run goes on as another one, whatever else has its workflow id. */
  continueAs(request: StartRequest, origin: Origin, facts: Continued): Execution;
  /** A workflow task waits for a Worker. */
  offerTask(execution: Execution): void;
  /** An attempt of an activity waits for a Worker. */
  offerActivity(activity: Activity): void;
  /** Something was recorded. */
  changed(execution: Execution): void;
}

/** What a run hears of the one before it. */
export interface Continued {
  readonly initiator: 'CONTINUE_AS_NEW_INITIATOR_WORKFLOW' | 'CONTINUE_AS_NEW_INITIATOR_RETRY';
  readonly failure?: Failure;
}
