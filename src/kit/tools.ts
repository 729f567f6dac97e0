import type { Divergence } from './divergence.ts';
import { expectRun, fail } from './expect.ts';
import { failData } from './exported.ts';
import { refuses, replays, type ReplayWords } from './golden.ts';
import { pace } from './pace.ts';
import {
  cancelEverywhere,
  crashEverywhere,
  failEachStep,
  type InFlight,
  type Judge,
  type Subject,
} from './powers.ts';
import type { Step } from './steps.ts';
import type { Suite } from './suite.ts';
import type { TestReport, TestRequest } from './tested.ts';
import { SEED_VARIABLE } from './wire.ts';
import type { Fault } from './world.ts';

/** What a check's body is given. */
export interface Tools {
  /** Executes a workflow to its end. Every run is also replayed. */
  readonly run: Suite['run'];
  /** Starts a workflow, to talk to it while it runs. */
  readonly start: Suite['start'];
  readonly expect: typeof expectRun;
  /** Takes the answer's client in hand: what client.ts exports, and the runs that it starts. */
  readonly client: Suite['client'];
  /** Ends the check with a finding of its own. */
  readonly fail: typeof fail;
  /** Judges several cases, some at once; the first in the list that fails is told. */
  readonly each: typeof pace;
  readonly failEachStep: (
    subject: Subject,
    fault: (step: Step) => Fault,
    words: (step: Step) => string,
    judge: Judge,
  ) => Promise<void>;
  readonly crashEverywhere: (subject: Subject, judge: Judge) => Promise<void>;
  readonly cancelEverywhere: (subject: Subject, judge: Judge, inFlight?: InFlight) => Promise<void>;
  /**
   * Replays a recorded history with the answer's code: a run that began before a deployment and
   * goes on after it. The history is JSON as the SDK and the Temporal CLI export it.
   */
  readonly replays: (history: unknown, words?: ReplayWords) => Promise<void>;
  /**
   * Replays a recorded history with code that must not be deployed while such a run is open: it is
   * a failure when the code takes it. Returns where they part, in words and by event numbers.
   */
  readonly refuses: (history: unknown, words?: ReplayWords) => Promise<Divergence>;
  /**
   * Data that the answer exports under a name, such as `export const decisions = …`. Its shape is
   * as the learner wrote it: the compiler has held it to the kata's types.
   */
  readonly exported: <Data = unknown>(name: string) => Promise<Data>;
  /** Runs the answer's own tests on workflows of the check's choosing. */
  readonly tests: (request: TestRequest) => Promise<readonly TestReport[]>;
  /** Ends the check with a finding about data: there is no run, and so no history to show. */
  readonly failData: typeof failData;
  /** What a check may vary its data by: the same for each answer that is graded by the same rules; 0 else. */
  readonly seed: number;
  readonly suite: Suite;
}

/** The tools of one suite. */
export function toolsOf(suite: Suite): Tools {
  return {
    run: (...args) => suite.run(...args),
    start: (...args) => suite.start(...args),
    client: (...args) => suite.client(...args),
    expect: expectRun,
    fail,
    each: pace,
    failEachStep: (...args) => failEachStep(suite, ...args),
    crashEverywhere: (...args) => crashEverywhere(suite, ...args),
    cancelEverywhere: (...args) => cancelEverywhere(suite, ...args),
    replays: (...args) => replays(suite, ...args),
    refuses: (...args) => refuses(suite, ...args),
    exported: async <Data>(name: string) => (await suite.exported(name)) as Data,
    tests: (request) => suite.trials.run(request),
    failData,
    seed: Number(process.env[SEED_VARIABLE] ?? 0),
    suite,
  };
}
