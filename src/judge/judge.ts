import { join } from 'node:path';
import type { Files } from '../course/files.ts';
import { SUITE, askedBy, type Kata } from '../course/kata.ts';
import { stage } from '../course/staging.ts';
import { placeOf } from '../course/topics.ts';
import type { AnswerState, LoadProblem } from '../kit/runtime.ts';
import { verdictOf, type Verdict } from '../kit/verdict.ts';
import { Door } from '../runtime/door.ts';
import type { Chaos } from '../runtime/reaper.ts';
import { openBench, type Bench } from './bench.ts';
import { SuiteRunner, type SuiteReport } from './suite-runner.ts';

/** Gives verdicts on answers, one after the other. Everything it needs stays warm between them. */
export class Judge {
  readonly #root: string;
  readonly #door: Door;
  readonly #suites: SuiteRunner;
  readonly #own: Bench | undefined;
  /** The bench at which it works. */
  #bench: Bench | undefined;
  /** The answer that is being judged. */
  #loading: Promise<AnswerState> = Promise.reject(new Error('No answer has been loaded.'));

  private constructor(root: string, door: Door, suites: SuiteRunner, own: Bench | undefined) {
    this.#root = root;
    this.#door = door;
    this.#suites = suites;
    this.#own = own;
    this.#loading.catch(() => undefined);
    door.serve(
      () => {
        if (!this.#bench) throw new Error('Nothing is being judged.');
        return this.#bench.runtime;
      },
      {
        open: () => this.#loading,
        teaches: (topic, reader) => placeOf(root, topic, reader),
      },
    );
  }

  /**
   * A judge with a bench of its own.
   *
   * @param root the repository
   * @param address the test server's; what does not need it is warmed while it starts
   * @param chaos says when answers' Workers are killed; then suites play what they have for that
   */
  static async open(
    root: string,
    address: string | Promise<string>,
    chaos?: Chaos,
  ): Promise<Judge> {
    return Judge.#open(root, openBench(root, address, chaos), chaos !== undefined);
  }

  /** A judge that is given a bench for each answer. */
  static async visiting(root: string): Promise<Judge> {
    return Judge.#open(root, undefined, false);
  }

  static async #open(
    root: string,
    bench: Promise<Bench> | undefined,
    chaos: boolean,
  ): Promise<Judge> {
    bench?.catch(() => undefined);
    const door = await Door.open();
    const opening = SuiteRunner.open(root, door.path, chaos);
    try {
      const own = await bench;
      return new Judge(root, door, await opening, own);
    } catch (error) {
      const suites = await opening.catch(() => undefined);
      await Promise.all([door.close(), suites?.close()]);
      throw error;
    }
  }

  /**
   * Judges one answer.
   *
   * @param shown the folder's name as the learner knows it, such as `answers/07-saga`
   * @param bench where; by default, at the judge's own
   * @param more paths of suites that are run after the kata's own
   */
  async judge(
    kata: Kata,
    files: Files,
    shown: string,
    bench = this.#own,
    more: readonly string[] = [],
  ): Promise<Verdict> {
    if (!bench) throw new Error('A judge without a bench is given one for each answer.');
    this.#bench = bench;
    const { runtime } = bench;
    const began = performance.now();
    const verdict = (rest: Pick<Verdict, 'verdict'> & Partial<Verdict>): Verdict => ({
      kata: kata.slug,
      checks: [],
      ...rest,
      printed: runtime.output,
      milliseconds: performance.now() - began,
    });
    const wrong = (problem: LoadProblem) => verdict({ verdict: 'error', problem });
    try {
      const folder = await stage(this.#root, kata, files, bench.desk);
      const types = bench.check(folder, shown);
      types.catch(() => undefined);
      // The suite's thread starts while the answer loads, and waits for it at the door.
      this.#loading = runtime.load(folder, shown, askedBy(kata));
      this.#loading.catch(() => undefined);
      const suite = join(this.#root, 'katas', kata.lesson.folder, SUITE);
      const report = await this.#run([suite, ...more]);
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

  /** Runs suites one after the other; the report is on all of them. */
  async #run([suite = '', ...more]: readonly string[]): Promise<SuiteReport> {
    const report = await this.#suites.run(suite);
    const { state } = await this.#loading;
    if (more.length === 0 || report.trouble || state === 'broken') return report;
    const { checks, ...rest } = await this.#run(more);
    return { checks: [...report.checks, ...checks], ...rest };
  }

  /** Makes whatever is made once for all answers. */
  async prepare(): Promise<void> {
    await this.#own?.runtime.prepare();
  }

  /** A file of a suite has changed. */
  forget(path: string): void {
    this.#suites.forget(path);
  }

  async close(): Promise<void> {
    await this.#suites.close();
    await this.#door.close();
    await this.#own?.close();
  }
}
