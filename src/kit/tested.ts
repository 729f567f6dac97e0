import type { ThrownError } from './client-call.ts';
import { CheckFailure, onOneLine } from './diagnosis.ts';
import type { Runtime } from './runtime.ts';

/** Workflows on which the answer's own tests are tried. */
export interface TestRequest {
  /** The text of a workflows.ts. What it imports is found beside the answer. */
  readonly workflows: string;
  /** A recorded history, as JSON text, which the tests find as a file. */
  readonly history?: string;
  /** The tests to run; by default all, in the order of the answer. */
  readonly only?: readonly string[];
  /** Whether one test that fails is enough. Which of them come before it is left open. */
  readonly untilFailed?: boolean;
}

/** What one of the answer's tests came to, and what it did. */
export interface TestReport {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'cut-off';
  /** What it failed with. */
  readonly error?: ThrownError;
  /** Why it was cut off. */
  readonly reason?: CutOff;
  /** The runs that it started, in this order. */
  readonly runs: readonly TestedRun[];
  /** How many histories it had replayed with the workflows under test. */
  readonly replays: number;
  /** Real milliseconds that it waited by timers of its own. */
  readonly waited: number;
  /** Whether something that it left behind holds time: that of whoever comes next does not skip. */
  readonly timeHeld: boolean;
  /** Whether it shut down the environment that it was given. */
  readonly closedEnvironment: boolean;
  /** Real milliseconds in all. */
  readonly milliseconds: number;
}

/** A run that a test started. */
export interface TestedRun {
  readonly workflow: string;
  /** How it stood when the test was over; an open one is then ended. */
  readonly state: 'open' | 'completed' | 'failed' | 'cancelled' | 'terminated' | 'timed-out';
  readonly events: number;
  /** Virtual milliseconds between its first event and its last. */
  readonly duration: number;
}

/** Why a test was not waited for any longer. */
export interface CutOff {
  readonly kind:
    /** No Worker polls the task queue that a run is on. */
    | 'nobody-polls'
    /** It has a run, and no Worker of it has begun to work. */
    | 'no-worker'
    /** It waits, and has started no run. */
    | 'no-run'
    /** No Worker there has activities. */
    | 'no-activities'
    /** Something waits for time to pass, and nobody lets it skip. */
    | 'nobody-skips'
    /** Time was to skip, and stands still. */
    | 'time-is-held'
    /** It waits, and nothing is under way that would come. */
    | 'nothing-comes'
    /** An activity fails again and again. */
    | 'endless'
    /** It waits for a timer of its own, in real time. */
    | 'real-time'
    /** It is still at work. */
    | 'too-long'
    /** It held the thread, or ended its process. */
    | 'lost';
  /** The task queue, the activity with its last failure, or how the process was lost. */
  readonly detail?: string;
}

/** Runs the answer's own tests, the same request once for a whole suite. */
export class Trials {
  readonly #runtime: Pick<Runtime, 'answer' | 'tests'>;
  readonly #made = new Map<string, Promise<readonly TestReport[]>>();

  constructor(runtime: Pick<Runtime, 'answer' | 'tests'>) {
    this.#runtime = runtime;
  }

  /** @throws CheckFailure when the answer has no tests */
  async run(request: TestRequest): Promise<readonly TestReport[]> {
    const answer = await this.#runtime.answer();
    if (answer.state === 'loaded' && answer.tests.length === 0) {
      const happened = 'There is no tests.ts.';
      throw new CheckFailure({ expected: 'tests.ts exports tests.', happened, lines: [] });
    }
    const name = JSON.stringify(request);
    const made = this.#made.get(name) ?? this.#runtime.tests(request);
    this.#made.set(name, made);
    return made;
  }
}

/** Longest part of a test's own message that is repeated. */
const MOST_TEXT = 240;

/** What became of a test that did not pass, in a sentence or two. */
export function toldOf({ outcome, error, reason }: TestReport): string {
  if (outcome === 'passed') return 'It passed.';
  if (error) return `It failed: ${onOneLine(errorText(error), MOST_TEXT)}`;
  return `It was cut off. ${reason ? cutOffText(reason) : ''}`.trim();
}

function cutOffText({ kind, detail = '' }: CutOff): string {
  switch (kind) {
    case 'nobody-polls':
      return `Its run is on the task queue '${detail}', and no Worker of the test polls that one.`;
    case 'no-worker':
      return 'Its run waits for a Worker, and the test has begun none: worker.runUntil or worker.run does that.';
    case 'no-run':
      return 'It waits for something, and has started no run that could bring it.';
    case 'no-activities':
      return `Its run has scheduled ${detail}, and no Worker of the test has activities.`;
    case 'nobody-skips':
      return 'A run waits for time to pass. Time skips while a test awaits the result of a run, or env.sleep; this one awaited neither.';
    case 'time-is-held':
      return 'It waits for time to skip, and time stands still: something holds it.';
    case 'nothing-comes':
      return 'It waits for something, and nothing is under way that would come.';
    case 'endless':
      return `An activity fails again and again, ${onOneLine(detail, MOST_TEXT)}`;
    case 'real-time':
      return 'It waits for a timer of its own, in real time.';
    case 'too-long':
      return 'It was still at work, and nothing had come of it for many seconds.';
    case 'lost':
      return `Its process was lost: ${onOneLine(detail, MOST_TEXT)}.`;
  }
}

function errorText({ type, message, cause }: ThrownError): string {
  const because = cause ? `, because of ${errorText(cause)}` : '';
  return `${type}: ${message.trim().replace(/\s+/g, ' ')}${because}`;
}
