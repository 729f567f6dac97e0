import type { AnswerRequest } from './activity-poll.ts';
import type { Compile } from './compile.ts';
import type {
  ActivityReply,
  ClientReply,
  Metric,
  Replay,
  StartRecord,
  Waits,
} from '../kit/runtime.ts';
import type { TestReport } from '../kit/tested.ts';

/** What a host process is asked to do. Everything is plain data; histories travel as bytes. */
export interface HostCalls {
  /** Compiles a source of the answer's, for hosts where nothing else may. */
  compile: Compile;
  /** Loads a bundle and polls two task queues: one Worker keeps state, the other loses it. */
  load(bundle: HostBundle): Promise<void>;
  /** Loads a bundle for replays only; needs no server. */
  loadForReplay(code: string): Promise<void>;
  /** Replays a history (an encoded `temporal.api.history.v1.History`). */
  replay(workflowId: string, history: Uint8Array): Promise<Replay>;
  /** Loads the bundle of the answer's own activities. */
  loadActivities(code: string): Promise<LoadedActivities>;
  /** Does the work of one attempt of an activity of the answer's own. */
  work(task: AttemptTask): Promise<WorkOutcome>;
  /** Loads the bundle of the answer's client. */
  loadClient(code: string, address: string): Promise<LoadedClient>;
  /** Calls a function that the client exports. */
  callClient(call: HostClientCall): Promise<ClientReply>;
  /** What the code of some executions, named by their run ids, emitted as metrics so far. */
  metrics(runIds: readonly string[]): Promise<Metric[][]>;
  /** Where the code of an execution waited after each workflow task, in hosts that note it. */
  waits(runId: string): Promise<Waits[]>;
  /** Loads the bundle of the answer's own tests. */
  loadTests(code: string, address: string): Promise<LoadedTests>;
  /** Keeps a bundle of workflows for tests, by a name. */
  keepWorkflows(name: string, code: string): Promise<void>;
  /** Runs one of the tests. */
  runTest(task: TestTask): Promise<TestRun>;
  /** Lets go of what was loaded before. */
  unload(): Promise<void>;
  /** Answers at once, unless the answer's code holds the thread. */
  ping(): Promise<void>;
}

/** What a host process asks of whoever started it. */
export interface HostAsks {
  /** Calls a service of the world for an attempt. `lost`: the attempt's Worker dies. */
  serve(attempt: string, service: string, args: unknown[]): Promise<ActivityReply>;
  /** Reports a heartbeat. */
  beat(attempt: string, details: unknown): Promise<BeatReply>;
  /** Waits so many virtual milliseconds. */
  sleep(attempt: string, milliseconds: number): Promise<void>;
  /** The answer's code has taken up what it was told last, and waits again, or is done. */
  settled(attempt: string): Promise<void>;
  /** The answer's client is about to answer an activity; returns a name for that. */
  answering(request: AnswerRequest): Promise<string>;
  /** Whether the server has taken that answer. */
  answered(id: string, took: boolean): Promise<void>;
  /** The answer's client is about to start a run. */
  starting(): Promise<void>;
  /**
   * The server has answered such a start.
   *
   * @param answer the run it answered with, and whether it says truly that this one is new
   */
  started(session: string, start: StartRecord, answer?: StartAnswer): Promise<void>;
  /** In gated hosts: a workflow task was worked at, and the server is told when this is answered. */
  decided(task: DecidedTask): Promise<void>;
}

/** A workflow task whose decisions the server does not know yet. */
export interface DecidedTask {
  readonly runId: string;
  /** The last event of the history that it was given. */
  readonly event: number;
  /** Up to which event the code was replayed before, where this process did not know the run yet. */
  readonly replayed?: number;
}

/** What the server said of a start. */
export interface StartAnswer {
  readonly runId: string | undefined;
  readonly sure: boolean;
}

export interface BeatReply {
  /** The attempt's Worker dies. */
  readonly lost: boolean;
  /** Why the attempt's context is cancelled. */
  readonly cancel: 'CANCELLED' | 'NOT_FOUND' | undefined;
}

export type LoadedClient =
  | { readonly functions: string[] }
  /** The stack of what was thrown. */
  | { readonly threw: string };

export interface HostClientCall {
  readonly session: string;
  readonly name: string;
  readonly args: unknown[];
  readonly taskQueue: string;
}

export type LoadedActivities =
  | { readonly exported: string[]; readonly activities: string[] }
  /** The stack of what was thrown. */
  | { readonly threw: string };

export type LoadedTests =
  | { readonly exported: string[]; readonly tests: string[] }
  /** The stack of what was thrown. */
  | { readonly threw: string };

/** What a test came to. */
export interface TestRun extends TestReport {
  /** Whether it still goes on, or has left time held: that would meddle with the next test. */
  readonly spoils: boolean;
}

export interface TestTask {
  readonly test: string;
  /** The name of a bundle that was given before. */
  readonly workflows: string;
  /** The path of a recorded history. */
  readonly history: string;
}

export interface AttemptTask {
  readonly token: string;
  /** What the server said: an encoded `PollActivityTaskQueueResponse`. */
  readonly polled: Uint8Array;
  readonly taskQueue: string;
  /** Whether the Worker remembers what it did for this run before. */
  readonly memory: 'kept' | 'lost';
}

/** What an attempt came to; payload and failure are encoded as the SDK's Worker encodes them. */
export type WorkOutcome =
  | { readonly kind: 'completed'; readonly payload: Uint8Array | undefined }
  | { readonly kind: 'failed'; readonly failure: Uint8Array }
  | { readonly kind: 'cancelled' | 'async' | 'lost' };

/** What an answer's activities.ts exports: it is given services, and returns activities. */
export const CREATE_ACTIVITIES = 'createActivities';

export interface HostBundle {
  readonly code: string;
  readonly address: string;
  readonly kept: string;
  readonly lost: string;
  /** Whether workflow tasks are held back until they are let go: see `HostAsks.decided`. */
  readonly gated: boolean;
}

/** The workflow that every bundle contains beside the answer's own; returns the answer's exports. */
export const EXPORTS_WORKFLOW = 'durableDojoExports';

/** The workflow beside it that returns what the answer exports under one name. */
export const DATA_WORKFLOW = 'durableDojoData';

/** All local runs live in the namespace that the test server registers by itself. */
export const NAMESPACE = 'default';

/** Where a host writes how many milliseconds of processor time it has used, a number a line. */
export const METER_FD = 4;

/** Set in the environment of a host that notes where workflow code waits. */
export const WAITS_VARIABLE = 'DOJO_NOTES_WAITS';
