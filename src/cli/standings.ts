import type { Kata } from '../course/kata.ts';
import { solvedSlugs } from './at-hand.ts';
import { unlessDisk } from './disk-trouble.ts';
import type { Progress } from './progress.ts';
import type { Judged } from './verdict-text.ts';

/** Notes a verdict. Returns why that could not be kept, when the disk is the reason. */
export async function noteVerdict(
  progress: Progress,
  { kata, answer, verdict }: Judged,
): Promise<string | undefined> {
  const trouble = await unlessDisk(progress.note(kata, answer, verdict));
  return trouble && `Your progress was not noted. ${trouble}`;
}

/** Which katas are solved, kept up to date as verdicts come. */
export class Standings {
  readonly #progress: Progress;
  readonly #solved: Set<string>;

  private constructor(progress: Progress, solved: Set<string>) {
    this.#progress = progress;
    this.#solved = solved;
  }

  static async open(root: string, katas: readonly Kata[], progress: Progress): Promise<Standings> {
    return new Standings(progress, await solvedSlugs(root, katas, progress));
  }

  /** The slugs of the katas that are solved. */
  get solved(): ReadonlySet<string> {
    return this.#solved;
  }

  isSolved({ slug }: Kata): boolean {
    return this.#solved.has(slug);
  }

  /** Notes a verdict: see `noteVerdict`. */
  async note(judged: Judged): Promise<string | undefined> {
    const { kata, answer } = judged;
    const trouble = await noteVerdict(this.#progress, judged);
    if (this.#progress.isSolved(kata, answer)) this.#solved.add(kata.slug);
    else this.#solved.delete(kata.slug);
    return trouble;
  }
}
