/** The tests that an answer exports, as their host runs them. */
import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import { compileFunction } from 'node:vm';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import type { TestReport } from '../kit/tested.ts';
import type { LoadedTests, TestRun, TestTask } from './host-protocol.ts';
import { TestBench } from './test-bench.ts';
import { cutOff } from './test-patience.ts';
import { TestTimers } from './test-timers.ts';
import { thrown } from './thrown.ts';

type Test = (given: object) => unknown;
type Replays = Parameters<typeof Worker.runReplayHistories>;

const require = createRequire(import.meta.url);

/** So long a test that was cut off may take until it has heard that its runs were ended. */
const LAST_MS = 300;
const soon = () => pause(LAST_MS, false);

/** Runs the tests that the answer exports, one at a time. */
export class OwnTests {
  #tests: Record<string, unknown> = {};
  #address = '';
  #bench: Promise<TestBench> | undefined;
  readonly #bundles = new Map<string, string>();
  readonly #timers = new TestTimers();
  /** What a test began, and nobody awaited, has failed. */
  #unhandled: (error: unknown) => void = () => undefined;

  /** Others who listen for such failures. */
  readonly #listeners: NodeJS.UnhandledRejectionListener[] = [];

  constructor() {
    this.#comeBetween();
    process.on('unhandledRejection', this.#onUnhandled);
  }

  readonly #onUnhandled = (error: unknown, promise: Promise<unknown>): void => {
    // Those of workflows, in their sandbox, are the SDK's.
    if (promise instanceof Promise) this.#unhandled(error);
    else for (const listener of this.#listeners) listener(error, promise);
  };

  /**
   * With workflows on this thread, the SDK takes a rejection that is not a workflow's for its own
   * end, and ends the process. So it is asked only about those of workflows.
   */
  #takeListeners(): void {
    const others = process
      .listeners('unhandledRejection')
      .filter((listener) => listener !== this.#onUnhandled);
    for (const listener of others) process.off('unhandledRejection', listener);
    this.#listeners.push(...others);
  }

  /** Loads a bundle in place of the one before. */
  async load(code: string, address: string): Promise<LoadedTests> {
    if (this.#address !== address) {
      await (await this.#bench)?.close();
      this.#bench = TestBench.open(address);
      this.#bench.catch(() => undefined);
    }
    this.#address = address;
    const timers = this.#timers;
    const own = {
      require: (id: string): unknown => timers.module(id) ?? require(id),
      setTimeout: timers.setTimeout,
      setInterval: timers.setInterval,
      clearTimeout: timers.clear,
      clearInterval: timers.clear,
    };
    const module = { exports: {} as Record<string, unknown> };
    try {
      const names = ['module', 'exports', ...Object.keys(own)];
      const run = compileFunction(code, names, { filename: 'tests.js' }) as (
        ...args: unknown[]
      ) => void;
      run(module, module.exports, ...Object.values(own));
    } catch (error) {
      return { threw: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
    const { tests } = module.exports;
    this.#tests =
      typeof tests === 'object' && tests !== null ? (tests as Record<string, unknown>) : {};
    return {
      exported: Object.keys(module.exports),
      tests: Object.keys(this.#tests).filter((name) => typeof this.#tests[name] === 'function'),
    };
  }

  keep(name: string, code: string): void {
    this.#bundles.set(name, code);
  }

  async run({ test, workflows, history }: TestTask): Promise<TestRun> {
    const [bench, code] = [await this.#bench, this.#bundles.get(workflows)];
    if (!bench || code === undefined) throw new Error(`No workflows are kept as '${workflows}'.`);
    const began = performance.now();
    this.#timers.reset();
    const given = { env: bench.env, workflows: { code }, history };
    let ended: Pick<TestReport, 'outcome' | 'error'> | undefined;
    const floating = new Promise<never>((_, reject) => (this.#unhandled = reject));
    const called = Promise.resolve().then(() => (this.#tests[test] as Test)(given));
    const done = Promise.race([called, floating]).then(
      () => (ended = { outcome: 'passed' }),
      (error: unknown) => (ended = { outcome: 'failed', error: thrown(error) }),
    );
    const [reason] = await Promise.race([
      cutOff(bench, this.#timers, () => ended !== undefined).then((why) => [why]),
      done.then(() => []),
    ]);
    this.#unhandled = () => undefined;
    const { waited } = this.#timers;
    const milliseconds = performance.now() - began;
    const did = { replays: bench.replays, closedEnvironment: bench.closed };
    const outcome = ended ?? { outcome: 'cut-off', ...(reason ? { reason } : {}) };
    const isCutOff = ended === undefined;
    const { runs, timeHeld } = await bench.clear(isCutOff);
    // Its runs were ended: a test that waited for one comes to its end now.
    const ends = !isCutOff || timeHeld || (await Promise.race([done.then(() => true), soon()]));
    const spoils = timeHeld || !ends || (isCutOff && (await bench.clear(true)).timeHeld);
    this.#timers.reset();
    return {
      name: test,
      ...outcome,
      runs,
      timeHeld: timeHeld && !isCutOff,
      ...did,
      waited,
      milliseconds,
      spoils,
    };
  }

  /** The SDK's own ways to begin something lead through the bench. */
  #comeBetween(): void {
    const create = Worker.create.bind(Worker);
    Worker.create = async (options) => {
      const bench = await this.#bench;
      if (!bench) return create(options);
      const worker = await bench.worker(create, options);
      this.#takeListeners();
      return worker;
    };
    const replay = Worker.runReplayHistory.bind(Worker);
    Worker.runReplayHistory = async (...args) => {
      const bench = await this.#bench;
      const replaying = () => replay(...args).finally(() => this.#takeListeners());
      return bench ? bench.replay(replaying) : replaying();
    };
    const replayAll = Worker.runReplayHistories.bind(Worker);
    const counted = async function* (bench: Promise<TestBench> | undefined, args: Replays) {
      await (await bench)?.replay(async () => undefined);
      yield* replayAll(...args);
    };
    Worker.runReplayHistories = (...args) => counted(this.#bench, args);
    // Whoever opens an environment of their own gets this one, and may shut it down.
    TestWorkflowEnvironment.createTimeSkipping = async () => {
      const bench = await this.#bench;
      if (!bench) throw new Error('No tests are loaded.');
      return bench.lend();
    };
  }
}
