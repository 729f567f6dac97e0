import type { ClientCall, ClientReply, StartRecord } from './client-call.ts';
import type { HistoryEvent } from './history.ts';
import type { Settled } from './settled.ts';
import type { TestReport, TestRequest } from './tested.ts';

export type { ClientCall, ClientReply, StartRecord, ThrownError } from './client-call.ts';
export type { Failure, HistoryEvent, Metric } from './history.ts';
export type { Member, RunState, Settled } from './settled.ts';

/**
 * The seam between a suite and whatever executes the answer.
 *
 * A suite starts runs, answers the activities that they schedule, and reads what the server
 * recorded. It never sees the answer itself. Behind this interface stand, today, a warm answer
 * host with the official test server; later a sealed process, and a simulator in the browser.
 * Everything that crosses it is plain data.
 */
export interface Runtime {
  /** What is being judged: the names of the exported workflows, or why it could not be loaded. */
  answer(): Promise<AnswerState>;
  /** What the answer exports under a name, when that is data and no workflow. */
  exported(name: string): Promise<Exported>;
  /** Starts a run; resolves when the server has recorded its first event. */
  start(request: RunRequest): Promise<void>;
  /**
   * Waits until the run closes, or until it is sure that it will not. Never longer than
   * `patience` milliseconds of real time.
   */
  settled(run: string, patience: number): Promise<Settled>;
  /**
   * Waits until a workflow task completes after the given event, or the run closes. When the run
   * has continued as new, this and `history` are about the latest run of the chain.
   */
  resting(run: string, after: number): Promise<HistoryEvent[]>;
  /** The events recorded so far. */
  history(run: string): Promise<HistoryEvent[]>;
  /** The events recorded so far of every execution in the run's tree, by its member's name. */
  histories(run: string): Promise<Record<string, HistoryEvent[]>>;
  /** Requests cancellation of the run. */
  cancel(run: string): Promise<void>;
  /** Whether it is sure by now that the run will not go on. */
  isStuck(run: string): Promise<boolean>;
  /** Sends a signal. */
  signal(run: string, name: string, args: unknown[]): Promise<void>;
  /** Asks a query; rejects with the answer's own error. */
  query(run: string, name: string, args: unknown[]): Promise<unknown>;
  /** Sends an update and waits for its outcome; rejects with the answer's own error. */
  update(run: string, name: string, args: unknown[]): Promise<unknown>;
  /** The server's virtual time, in milliseconds since 1970. */
  now(): Promise<number>;
  /** Stops time from skipping until `releaseTime` is called as often. */
  holdTime(): Promise<void>;
  releaseTime(): Promise<void>;
  /** Lets this many milliseconds of virtual time pass; time must be held. */
  passTime(milliseconds: number): Promise<void>;
  /**
   * Replays a finished execution from its first event, without cached state, in another time zone.
   *
   * @param member which one of the run's tree (`Member.member`); without it, the latest of the chain
   */
  replay(run: string, member?: string): Promise<Replay>;
  /** Replays a recorded history (JSON as the SDK and the Temporal CLI export it). */
  replayRecorded(history: unknown): Promise<Replay>;
  /** The run's full history, as JSON that `replayRecorded` takes. */
  recording(run: string, member?: string): Promise<unknown>;
  /** Lets the answer's own activity do the work of one attempt, to its end (`ActivityTask.own`). */
  work(attempt: string): Promise<ActivityReply>;
  /** Sends a heartbeat of the answer's own activity on to the server. */
  beat(attempt: string, details: unknown): Promise<void>;
  /** Lets virtual milliseconds pass inside an attempt: it waits for something slow. */
  passTimeIn(attempt: string, milliseconds: number): Promise<void>;
  /**
   * Answers an attempt in place of its activity, at any time.
   *
   * @returns whether the server took it; not when it has timed out, or has been answered before
   */
  answerFor(attempt: string, reply: ActivityReply): Promise<boolean>;
  /** Calls a function that the answer's client exports. */
  client(call: ClientCall): Promise<ClientReply>;
  /** The starts that a session's calls asked for so far, in the order of the server's answers. */
  starts(session: string): Promise<StartRecord[]>;
  /** Runs the answer's own tests against some workflows, one after the other. */
  tests(request: TestRequest): Promise<TestReport[]>;
}

/** What the other side of the seam asks of the suite. */
export interface World {
  /** Performs one attempt of an activity. */
  perform(task: ActivityTask): Promise<ActivityReply>;
  /**
   * Answers a call of the answer's own activity on a service, in worlds that have some. `lost`: the
   * Worker dies meanwhile.
   */
  serve?(call: ServiceCall): Promise<ActivityReply>;
}

/** Where code waits when a workflow task is over. */
export interface Waits {
  /** The event that started the workflow task. */
  readonly event: number;
  /** The stack of each thing that it waits for. */
  readonly stacks: readonly string[];
}

export type AnswerState =
  | {
      readonly state: 'loaded';
      readonly workflows: string[];
      /** The names of exports that are no functions. */
      readonly data: string[];
      /** The activities that the answer itself exports. */
      readonly activities: string[];
      /** The functions that the answer's client exports. */
      readonly client: string[];
      /** The names of the answer's own tests. */
      readonly tests: string[];
      readonly shown: string;
    }
  | {
      readonly state: 'broken';
      readonly problem: LoadProblem;
      readonly shown: string;
    };

/** Data that an answer exports. */
export type Exported =
  | { readonly kind: 'data'; readonly value: unknown }
  /** There is no data of that name. */
  | { readonly kind: 'missing' }
  /** `path` names the part that JSON has no word for, `is` says what it is instead. */
  | { readonly kind: 'not-plain'; readonly path: string; readonly is: string };

/** Why an answer could not be loaded; always the learner's to mend. */
export interface LoadProblem {
  readonly kind:
    | 'missing'
    | 'syntax'
    | 'types'
    | 'forbidden-module'
    | 'unknown-module'
    | 'throws-at-load'
    | 'loops-at-load'
    | 'exports-nothing'
    | 'too-large'
    | 'too-slow';
  /** One sentence: what is wrong. */
  readonly message: string;
  /** Where, and what to look at: lines to print as they are. */
  readonly details: string[];
}

export interface RunRequest {
  /** The workflow's registered name. */
  readonly workflow: string;
  readonly args: unknown[];
  /** The workflow id, unique in a suite: the key by which this interface names the run. */
  readonly id: string;
  /**
   * `kept`: one Worker keeps the workflow in memory between its tasks. `lost`: the memory is lost
   * after every workflow task, and each one begins by replaying from the first event.
   */
  readonly worker: 'kept' | 'lost';
  readonly limits?: Limits;
  /** Task queues beside the workflow's own whose activities are answered too. */
  readonly queues?: readonly string[];
  readonly deployment?: Deployment;
  /** Where Workers are killed, the activities around which that may happen; else around any. */
  readonly killed?: readonly string[];
}

/** What a run may take before it counts as one without an end. */
export interface Limits {
  /** Events of one execution. @default 4000 */
  readonly events?: number;
  /** Runs of one chain: how often a workflow may continue as new. @default 50 */
  readonly runs?: number;
}

/**
 * A run that began under earlier code, and goes on under the answer's. Until then, `patched()` is
 * answered as if the code did not ask; so the answer's old branches stand for the earlier code,
 * and nothing shows where a change has no patch around it. It needs a `lost` Worker: a deployment
 * leaves nothing in memory.
 */
export interface Deployment {
  /** The last event that the earlier code has seen. */
  readonly after: number;
  /** Patches that the earlier code had already. */
  readonly had?: readonly string[];
}

export interface ActivityTask {
  /** Names this very attempt, and no other. */
  readonly token: string;
  /** Whether the answer exports the activity; else the world's services are all there is. */
  readonly own: boolean;
  /** The workflow id under which a suite started the run; a child's activities belong to its run. */
  readonly run: string;
  /** Which execution of the run's tree asks: see `Member.member`. */
  readonly member: string;
  readonly name: string;
  /**
   * The server's id of this activity execution; the same for all its attempts. In front of it
   * stands the member's name, where there is one: `child2:1`.
   */
  readonly activityId: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly args: unknown[];
  /** Virtual times, in milliseconds since 1970. */
  readonly scheduledAt: number;
  readonly startedAt: number;
  /** What the attempt before this one reported last by a heartbeat. */
  readonly heartbeat: unknown;
}

/** The service, in `ServiceCall`, that heartbeats are for. */
export const HEARTBEAT = 'heartbeat';

/** One call of the answer's own activity on a service of the world. */
export interface ServiceCall {
  readonly run: string;
  /** The attempt that makes it: `ActivityTask.token`. */
  readonly attempt: string;
  /** Such as `payments.charge`; `heartbeat` for a heartbeat, with its details. */
  readonly service: string;
  readonly args: unknown[];
  /** Virtual milliseconds since 1970. */
  readonly at: number;
}

/**
 * What an attempt comes to. `encoded` is what the SDK made of the answer's own result (a `Payload`)
 * or error (a `Failure`), and goes to the server as it is.
 */
export type ActivityReply =
  | { readonly kind: 'completed'; readonly result: unknown; readonly encoded?: Uint8Array }
  | { readonly kind: 'failed'; readonly failure: ActivityFailure; readonly encoded?: Uint8Array }
  /** The Worker is gone: nobody answers, and the attempt runs into its timeout. */
  | { readonly kind: 'lost' }
  /** The activity has returned, and somebody else will give its answer: `Runtime.answerFor`. */
  | { readonly kind: 'pending' }
  | { readonly kind: 'cancelled' };

export interface ActivityFailure {
  readonly type: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly details?: readonly unknown[];
  /** Milliseconds until the next attempt, in place of what the retry policy says. */
  readonly nextRetryDelay?: number;
  readonly cause?: ActivityFailure;
}

export type Replay =
  | { readonly same: true }
  | { readonly same: false; readonly message: string; readonly event?: number };
