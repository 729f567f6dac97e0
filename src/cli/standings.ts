import type { Kata } from '../course/kata.ts';
import { solvedSlugs } from './at-hand.ts';
import { unlessDisk } from './disk-trouble.ts';
import { keepLastRun } from './last-run.ts';
import type { Progress } from './progress.ts';
import type { Judged } from './verdict-text.ts';

/**
 * Notes a verdict, and keeps the run that it has to show.
 *
 * @returns what could not be noted, when the disk is the reason
 */
export async function noteVerdict(
  root: string,
  progress: Progress,
  { kata, answer, verdict }: Judged,
): Promise<string | undefined> {
  const noted = await unlessDisk(progress.note(kata, answer, verdict));
  const trouble = await noteRun(root, { kata, verdict });
  return noted === undefined ? trouble : `Your progress was not noted. ${noted}`;
}

/** Keeps the run that a verdict has to show. @returns the same as `noteVerdict` */
export async function noteRun(
  root: string,
  { kata, verdict }: Pick<Judged, 'kata' | 'verdict'>,
): Promise<string | undefined> {
  const kept = await unlessDisk(keepLastRun(root, kata, verdict));
  return kept && runNotKept(kept);
}

/** Says that the run of a verdict is not there to be drawn. */
export function runNotKept(trouble: string): string {
  return `The run was not kept for \`npx dojo history\`. ${trouble}`;
}

/** Which katas are solved, kept up to date as verdicts come. */
export class Standings {
  readonly #root: string;
  readonly #progress: Progress;
  readonly #solved: Set<string>;

  private constructor(root: string, progress: Progress, solved: Set<string>) {
    this.#root = root;
    this.#progress = progress;
    this.#solved = solved;
  }

  static async open(root: string, katas: readonly Kata[], progress: Progress): Promise<Standings> {
    return new Standings(root, progress, await solvedSlugs(root, katas, progress));
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
    const trouble = await noteVerdict(this.#root, this.#progress, judged);
    if (this.#progress.isSolved(kata, answer)) this.#solved.add(kata.slug);
    else this.#solved.delete(kata.slug);
    return trouble;
  }
}
