import { join } from 'node:path';
import { CourseError } from './error.ts';
import { overlay, readFiles, type Files } from './files.ts';
import { HINTS, hintsOf, type Hint } from './hints.ts';
import type { Lesson } from './lesson.ts';

/** `workflows.also-loop.ts` and `workflows.wrong-undo-fifo.ts`: variants of the solution. */
export const VARIANT = /^(.+)\.(also|wrong)-([a-z0-9-]+)(\.[a-z]+)$/;
const CAUGHT_BY = /@caughtBy\s+(\S+)/;

/** A kata with everything that belongs to it. */
export interface Kata {
  readonly lesson: Lesson;
  readonly slug: string;
  /** The whole problem, as it lies in `katas/`. */
  readonly pristine: Files;
  /** The reference answer: only the files that differ. */
  readonly solution: Files;
  /** Other correct answers, each complete. */
  readonly alsoRight: readonly Variant[];
  /** Wrong answers that people give, each complete. */
  readonly mistakes: readonly Mistake[];
  /** The paths that an answer may supply: those that the solution has. */
  readonly editable: readonly string[];
  /** The file that is loaded: `workflows.ts`, or the answer's own where a kata has none. */
  readonly entry: string;
  /** From a nudge to almost there. */
  readonly hints: readonly Hint[];
}

export interface Variant {
  /** `loop`, of `workflows.also-loop.ts`. */
  readonly name: string;
  readonly files: Files;
}

export interface Mistake extends Variant {
  /** The id of the check that must catch it. */
  readonly caughtBy: string;
}

/** The file whose exports are an answer's workflows. */
export const ENTRY = 'workflows.ts';

/** The suite's file in a kata's folder. */
export const SUITE = 'workflows.test.ts';

/** Whether the kata's suite has a run in which its Worker may be killed: `kata.chaos(…)`. */
export function playsChaos({ pristine }: Kata): boolean {
  return pristine[SUITE]?.includes('.chaos(') ?? false;
}

/**
 * Reads a kata from `katas/` and `solutions/`.
 *
 * @throws CourseError when it has no suite, no solution, or a mistake that names no check
 */
export async function readKata(root: string, lesson: Lesson): Promise<Kata> {
  const [pristine, known] = await Promise.all([
    readFiles(join(root, 'katas', lesson.folder)),
    readFiles(join(root, 'solutions', lesson.folder)),
  ]);
  if (!(SUITE in pristine)) {
    throw new CourseError(
      `katas/${lesson.folder} has no suite.`,
      `Write katas/${lesson.folder}/${SUITE}.`,
    );
  }
  const solution: Record<string, string> = {};
  const variants = new Map<string, { kind: string; name: string; files: Record<string, string> }>();
  for (const [path, text] of Object.entries(known)) {
    const match = VARIANT.exec(path);
    if (!match) {
      if (path.endsWith('.ts') || path in pristine) solution[path] = text;
      continue;
    }
    const [, base = '', kind = '', name = '', extension = ''] = match;
    const key = `${kind}-${name}`;
    const variant = variants.get(key) ?? { kind, name, files: {} };
    variant.files[`${base}${extension}`] = text;
    variants.set(key, variant);
  }
  if (Object.keys(solution).length === 0) {
    throw new CourseError(
      `solutions/${lesson.folder} has no solution.`,
      `Write solutions/${lesson.folder}/workflows.ts.`,
    );
  }
  const all = [...variants.values()];
  const editable = Object.keys(solution).sort();
  return {
    lesson,
    slug: lesson.slug,
    pristine,
    solution,
    alsoRight: all
      .filter(({ kind }) => kind === 'also')
      .map(({ name, files }) => ({ name, files: overlay(solution, files) })),
    mistakes: all
      .filter(({ kind }) => kind === 'wrong')
      .map(({ name, files }) => ({
        name,
        files: overlay(solution, files),
        caughtBy: caughtBy(lesson, name, files),
      })),
    editable,
    entry: ENTRY in solution || ENTRY in pristine ? ENTRY : (editable[0] ?? ENTRY),
    hints: hintsOf(pristine[HINTS] ?? ''),
  };
}

function caughtBy(lesson: Lesson, name: string, files: Files): string {
  const found = Object.values(files).flatMap((text) => CAUGHT_BY.exec(text)?.[1] ?? []);
  const [check] = found;
  if (check === undefined || new Set(found).size > 1) {
    throw new CourseError(
      `The mistake '${name}' of ${lesson.slug} does not name the one check that catches it.`,
      'Begin its file with: /** @caughtBy saga/undoes-in-reverse */ (with the check’s id).',
    );
  }
  return check;
}

/** What a kata asks an answer to export, and where: its starting point exports the same names. */
export function askedBy({ pristine, entry }: Kata): { file: string; names: string[] } {
  const exported =
    entry === ENTRY ? /^export (?:async )?function (\w+)/gm : /^export const (\w+)/gm;
  const found = (pristine[entry] ?? '').matchAll(exported);
  return { file: entry, names: [...found].map(([, name = '']) => name) };
}

/** The part of an overlay that an answer may supply. */
export function editableOf(kata: Kata, files: Files): Files {
  return Object.fromEntries(Object.entries(files).filter(([path]) => kata.editable.includes(path)));
}

/** The starting point's editable files. */
export function startingPoint(kata: Kata): Files {
  return editableOf(kata, kata.pristine);
}
