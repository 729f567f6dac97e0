import { closest, distance } from 'fastest-levenshtein';
import { CourseError } from '../course/error.ts';

/** Something in the course that an author has to mend. */
export interface Problem {
  /** The file or folder, relative to the repository; a check or a mistake by its name. */
  readonly where: string;
  /** The line of the file, where it is about one. */
  readonly line?: number;
  readonly wrong: string;
  /** What to do about it. */
  readonly fix: string;
}

/** A problem as text: where and what, then what to do. */
export function printProblem({ where, line, wrong, fix }: Problem): string {
  return `${where}${line === undefined ? '' : `:${line}`}: ${wrong}\n    ${fix}`;
}

/**
 * What the course's own reading found wrong, as a problem.
 *
 * @throws whatever is no CourseError: a bug of ours
 */
export function problemOf(where: string, error: unknown): Problem {
  if (!(error instanceof CourseError)) throw error;
  const { message, hint, line } = error;
  return { where, ...(line === undefined ? {} : { line }), wrong: message, fix: hint };
}

/** The line in which something stands in a text. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, Math.max(index, 0)).split('\n').length;
}

/** The name that was probably meant; undefined when nothing comes near. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const best = closest(name, names);
  return distance(name, best) <= Math.max(2, name.length / 3) ? best : undefined;
}
