import { join } from 'node:path';
import type { Files } from '../course/files.ts';
import { SUITE, askedBy, type Kata } from '../course/kata.ts';
import { stage } from '../course/staging.ts';
import { placeOf } from '../course/topics.ts';
import type { AnswerState, LoadProblem } from '../kit/runtime.ts';
import { verdictOf, type Verdict } from '../kit/verdict.ts';
import { Door } from '../runtime/door.ts';
import { LocalRuntime } from '../runtime/local.ts';
import type { Chaos } from '../runtime/reaper.ts';
import { fetchServer, startServer, type RunningServer } from '../server/index.ts';
import { SuiteRunner } from './suite-runner.ts';
import { TypeChecker } from './typecheck.ts';

/** Gives verdicts on answers, one after the other. Everything it needs stays warm between them. */
export class Judge {
  readonly #root: string;
  readonly #runtime: LocalRuntime;
  readonly #door: Door;
  readonly #suites: SuiteRunner;
  readonly #types: TypeChecker;
  /** The answer that is being judged. */
  #loading: Promise<AnswerState> = Promise.reject(new Error('No answer has been loaded.'));

  private constructor(
    root: string,
    runtime: LocalRuntime,
    door: Door,
    suites: SuiteRunner,
    types: TypeChecker,
  ) {
    this.#root = root;
    this.#runtime = runtime;
    this.#door = door;
    this.#suites = suites;
    this.#types = types;
    this.#loading.catch(() => undefined);
  }

  /**
   * @param root the repository
   * @param address the test server's; what does not need it is warmed while it starts
   * @param chaos says when answers' Workers are killed; then suites play what they have for that
   */
  static async open(
    root: string,
    address: string | Promise<string>,
    chaos?: Chaos,
  ): Promise<Judge> {
    const types = TypeChecker.open(root);
    const door = await Door.open();
    const opening = SuiteRunner.open(root, door.path, chaos !== undefined);
    try {
      const runtime = await LocalRuntime.open(address, join(root, '.dojo', 'cache'), {
        startServer: () => anotherServer(root),
        chaos,
      });
      const judge = new Judge(root, runtime, door, await opening, types);
      door.serve(runtime, {
        open: () => judge.#loading,
        teaches: (topic, reader) => placeOf(root, topic, reader),
      });
      return judge;
    } catch (error) {
      const suites = await opening.catch(() => undefined);
      await Promise.all([types.close(), door.close(), suites?.close()]);
      throw error;
    }
  }

  /**
   * Judges one answer.
   *
   * @param shown the folder's name as the learner knows it, such as `answers/07-saga`
   */
  async judge(kata: Kata, files: Files, shown: string): Promise<Verdict> {
    const began = performance.now();
    const verdict = (rest: Pick<Verdict, 'verdict'> & Partial<Verdict>): Verdict => ({
      kata: kata.slug,
      checks: [],
      ...rest,
      printed: this.#runtime.output,
      milliseconds: performance.now() - began,
    });
    const wrong = (problem: LoadProblem) => verdict({ verdict: 'error', problem });
    try {
      const folder = await stage(this.#root, kata, files);
      const types = this.#types.check(folder, shown);
      types.catch(() => undefined);
      // The suite's thread starts while the answer loads, and waits for it at the door.
      this.#loading = this.#runtime.load(folder, shown, askedBy(kata));
      this.#loading.catch(() => undefined);
      const suite = join(this.#root, 'katas', kata.lesson.folder, SUITE);
      const report = await this.#suites.run(suite);
      const answer = await this.#loading;
      if (answer.state === 'broken') return wrong(answer.problem);
      const typeProblem = await types;
      if (typeProblem) return wrong(typeProblem);
      if (report.trouble) return verdict({ verdict: 'infra', trouble: report.trouble });
      const trouble = report.checks.find((check) => check.trouble)?.trouble;
      return verdict({
        verdict: verdictOf(report.checks),
        checks: report.checks,
        ...(trouble ? { trouble } : {}),
      });
    } catch (error) {
      return verdict({
        verdict: 'infra',
        trouble: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    }
  }

  /** Makes whatever is made once for all answers. */
  async prepare(): Promise<void> {
    await this.#runtime.prepare();
  }

  /** A file of a suite has changed. */
  forget(path: string): void {
    this.#suites.forget(path);
  }

  async close(): Promise<void> {
    await Promise.all([this.#suites.close(), this.#types.close()]);
    await this.#door.close();
    await this.#runtime.close();
  }
}

/** A test server for answers that are tests; the program is there, for one runs already. */
async function anotherServer(root: string): Promise<RunningServer> {
  return startServer(await fetchServer(join(root, '.dojo', 'server'), () => undefined));
}
