import type { Files } from '../../course/files.ts';
import type { Kata } from '../../course/kata.ts';
import { Judge } from '../../judge/judge.ts';
import type { LoadProblem } from '../../kit/runtime.ts';
import type { Verdict } from '../../kit/verdict.ts';
import { compileMachinery } from './compiled.ts';
import { openSealedBench, type SealedBench } from './sealed-bench.ts';

/** No answer is judged longer than so, in real milliseconds. The longest honest one takes ten seconds. */
const MOST_MS = 180_000;

/** Judges answers that nobody trusts: each at a bench of its own, which is gone afterwards. */
export class SealedJudge {
  readonly #root: string;
  readonly #compiled: string;
  readonly #judge: Judge;
  readonly #most: number;
  /** The next bench is made while the one before it is in use. */
  #next: Promise<SealedBench>;

  private constructor(
    root: string,
    compiled: string,
    judge: Judge,
    first: Promise<SealedBench>,
    most: number,
  ) {
    this.#root = root;
    this.#compiled = compiled;
    this.#most = most;
    this.#judge = judge;
    this.#next = first;
  }

  /**
   * @param root the repository
   * @param most how long one answer is judged at most, in real milliseconds
   */
  static async open(root: string, most = MOST_MS): Promise<SealedJudge> {
    const compiled = await compileMachinery(root);
    const first = openSealedBench(root, compiled);
    first.catch(() => undefined);
    return new SealedJudge(root, compiled, await Judge.visiting(root), first, most);
  }

  /**
   * Judges one answer; once more, when something of ours fails.
   *
   * @param shown its folder's name in messages
   * @param more paths of suites that are run after the kata's own
   */
  async judge(
    kata: Kata,
    files: Files,
    shown: string,
    more: readonly string[] = [],
  ): Promise<Verdict> {
    const once = () => this.#judgeOnce(kata, files, shown, more);
    const verdict = await once();
    return verdict.verdict === 'infra' ? once() : verdict;
  }

  async #judgeOnce(
    kata: Kata,
    files: Files,
    shown: string,
    more: readonly string[],
  ): Promise<Verdict> {
    const bench = await this.#next;
    this.#next = openSealedBench(this.#root, this.#compiled);
    this.#next.catch(() => undefined);
    let late = false;
    const end = setTimeout(() => {
      late = true;
      bench.cutOff();
    }, this.#most);
    try {
      const verdict = await this.#judge.judge(kata, files, shown, bench, more);
      return late ? tooSlow(verdict, this.#most) : verdict;
    } finally {
      clearTimeout(end);
      await bench.close();
    }
  }

  async close(): Promise<void> {
    const spare = await this.#next.catch(() => undefined);
    await Promise.all([spare?.close(), this.#judge.close()]);
  }
}

function tooSlow({ kata, printed, milliseconds }: Verdict, most: number): Verdict {
  const message = `It was not judged to the end within ${most / 1000} seconds.`;
  const problem: LoadProblem = { kind: 'too-slow', message, details: [] };
  return { kata, verdict: 'error', problem, checks: [], printed, milliseconds };
}
