import type {
  ActivityReply,
  ActivityTask,
  Deployment,
  HistoryEvent,
  Runtime,
} from '../kit/runtime.ts';
import type { RecordedCode } from './recorded-code.ts';

/**
 * One run to record for a lesson. A lesson that has any exports them as `recordings` from its
 * `recordings.ts`; `npm run record` writes each to `recordings/<file>.json` beside it.
 */
export interface Recording {
  /** The name of the file to write, without `.json`. */
  readonly file: string;
  readonly title: string;
  /** One sentence: what happened to this run. */
  readonly about: string;
  /** The workflow's file, in the lesson's folder. */
  readonly code: string;
  /** The workflow's registered name. */
  readonly workflow: string;
  readonly args: unknown[];
  /** Whether the Worker keeps the workflow in memory between its tasks. @default 'kept' */
  readonly worker?: 'kept' | 'lost';
  /**
   * Which execution of the run's tree to keep (`Member.member`): `` for the first of a chain.
   * @default the last of the chain
   */
  readonly member?: string;
  /** The run began under earlier code. Its Worker is a lost one. */
  readonly deployment?: Deployment;
  /** Task queues beside the workflow's own whose activities are answered too. */
  readonly queues?: readonly string[];
  /** The world around the run: performs one attempt of an activity. */
  perform(task: ActivityTask): ActivityReply | Promise<ActivityReply>;
  /** Requests cancellation of the run while this activity's first attempt is being performed. */
  readonly cancelDuring?: string;
  /**
   * Acts on the run while it is open: signals it, asks it, lets time pass. Time is held until
   * this is done.
   */
  meanwhile?(runtime: Runtime, run: string): Promise<void>;
  /**
   * Where to write the full history too, in the JSON that replays take; a path from the
   * repository's root, such as `katas/16-versioning/histories/v1.json`.
   */
  readonly fullHistory?: string;
}

/** A line of the lesson's code, as `trip.ts:44`: an editor and a terminal understand it. */
export type Place = `${string}.ts:${number}`;

/** What `recordings/<file>.json` holds: a run's history, reduced to what a person reads. */
export interface RecordedRun {
  readonly title: string;
  readonly workflow: string;
  readonly about: string;
  readonly code: RecordedCode;
  /**
   * Where the code waits: by the event that ends a workflow task, the places at which it stands
   * from then on. None where it has ended. A task that failed has no entry.
   */
  readonly waits: Readonly<Record<number, readonly Place[]>>;
  /** Times count from the first event, in virtual milliseconds. */
  readonly events: readonly HistoryEvent[];
}
