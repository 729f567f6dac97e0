import { readAnswer, type Answer } from '../course/answer.ts';
import { CourseError } from '../course/error.ts';
import type { Kata } from '../course/kata.ts';
import type { Verdict } from '../kit/verdict.ts';
import type { Bench } from './bench.ts';
import { Judge } from './judge.ts';
import { simulatedBench } from './simulated-bench.ts';

/** Where the learner writes the tests, they bring a Worker of their own, which polls a server. */
const OWN_TESTS = 'tests.ts';

/** Whether the simulator can judge a kata. */
export function isFast({ solution }: Kata): boolean {
  return !(OWN_TESTS in solution);
}

/** A judge on the simulator: no server, and time costs nothing. */
export class FastDojo {
  readonly #root: string;
  readonly #bench: Bench;
  readonly #judge: Judge;

  private constructor(root: string, bench: Bench, judge: Judge) {
    this.#root = root;
    this.#bench = bench;
    this.#judge = judge;
  }

  static async open(root: string): Promise<FastDojo> {
    const [bench, judge] = await Promise.all([simulatedBench(root), Judge.visiting(root)]);
    return new FastDojo(root, bench, judge);
  }

  /**
   * Judges what is now written for a kata.
   *
   * @throws CourseError when only the test server can judge it
   */
  async judge(kata: Kata): Promise<{ answer: Answer; verdict: Verdict }> {
    if (!isFast(kata)) {
      throw new CourseError(
        `${kata.slug} can't be judged without the test server: its tests bring a Worker of their own.`,
        `npx dojo check ${kata.slug}`,
        { kind: 'usage' },
      );
    }
    const answer = await readAnswer(this.#root, kata);
    const { files, folder } = answer;
    return { answer, verdict: await this.#judge.judge(kata, files, folder, this.#bench) };
  }

  async close(): Promise<void> {
    await this.#judge.close();
    await this.#bench.close();
  }
}
