import { readAnswer } from '../course/answer.ts';
import type { Kata } from '../course/kata.ts';
import { findKatas } from '../course/katas.ts';
import type { Progress } from './progress.ts';

/**
 * The kata that somebody names.
 *
 * @throws CourseError when there is no such kata, naming the nearest
 */
export function kataNamed(katas: readonly Kata[], word: string): Kata | undefined {
  return findKatas(katas, [word])[0];
}

/** The kata that somebody means: the one named, or else the one that was at hand last. */
export async function kataMeant(
  root: string,
  katas: readonly Kata[],
  progress: Progress,
  word: string | undefined,
): Promise<Kata | undefined> {
  if (word !== undefined) return kataNamed(katas, word);
  const last = katas.find(({ slug }) => slug === progress.last);
  return last ?? (await firstUnsolved(root, katas, progress)) ?? katas[0];
}

/** What there is to solve now: the kata that was at hand last, unless it is solved; else the first. */
export async function kataToSolve(
  root: string,
  katas: readonly Kata[],
  progress: Progress,
): Promise<Kata | undefined> {
  const last = katas.find(({ slug }) => slug === progress.last);
  return (
    (last && (await firstUnsolved(root, [last], progress))) ??
    (await firstUnsolved(root, katas, progress))
  );
}

/** The katas in the order in which a room goes through them: those of its agenda first. */
export function plannedFirst(katas: readonly Kata[], planned: readonly string[]): Kata[] {
  const first = planned.flatMap((slug) => katas.find((kata) => kata.slug === slug) ?? []);
  return [...new Set([...first, ...katas])];
}

/** The first kata whose answer has not passed as it is now. */
export async function firstUnsolved(
  root: string,
  katas: readonly Kata[],
  progress: Progress,
): Promise<Kata | undefined> {
  for (const kata of katas) {
    if (!progress.isSolved(kata, await readAnswer(root, kata))) return kata;
  }
  return undefined;
}

/** The katas whose answers are another text than the starting point. */
export async function begunKatas(root: string, katas: readonly Kata[]): Promise<Kata[]> {
  const begun = await Promise.all(
    katas.map(async (kata) => ((await readAnswer(root, kata)).untouched ? [] : kata)),
  );
  return begun.flat();
}

/** The slugs of the katas that are solved. */
export async function solvedSlugs(
  root: string,
  katas: readonly Kata[],
  progress: Progress,
): Promise<Set<string>> {
  const solved = await Promise.all(
    katas.map(async (kata) =>
      progress.isSolved(kata, await readAnswer(root, kata)) ? kata.slug : [],
    ),
  );
  return new Set(solved.flat());
}
