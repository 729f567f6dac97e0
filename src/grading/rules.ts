import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { closest } from 'fastest-levenshtein';
import { z } from 'zod';
import { CourseError } from '../course/error.ts';
import { readFiles, type Files } from '../course/files.ts';
import { SUITE, type Kata } from '../course/kata.ts';
import { suiteChecks, type AnnouncedCheck } from '../course/suite-checks.ts';
import { filesHash } from '../course/suite-version.ts';

/** The file with weights and the like. */
const SETTINGS = 'grading.json';
/** The suite of private checks, in a kata's folder. */
export const PRIVATE_SUITE = 'private.test.ts';

/** What a report tells of private checks: how many passed, which ones, or also why not. */
export const REVEALS = ['counts', 'promises', 'diagnoses'] as const;
export type Reveal = (typeof REVEALS)[number];

const settings = z.strictObject({
  weights: z.record(z.string(), z.number().min(0)).exactOptional(),
  reveal: z.enum(REVEALS).exactOptional(),
  seed: z.int().min(0).exactOptional(),
});

/** What somebody who grades adds to the course: private checks, weights, a seed. */
export interface Rules {
  /** How many points a check counts, by its id; 1 unless told. */
  readonly weights: ReadonlyMap<string, number>;
  readonly reveal: Reveal;
  /** What suites that vary their data are given, so that they vary it alike each time. */
  readonly seed: number;
  /** The files of private suites, by the kata's slug. */
  readonly suites: ReadonlyMap<string, Files>;
  /** Of everything in the folder. */
  readonly hash: string | undefined;
}

/** The course's own rules. */
export const OWN_RULES: Rules = {
  weights: new Map(),
  reveal: 'counts',
  seed: 0,
  suites: new Map(),
  hash: undefined,
};

/**
 * Reads a folder with rules: `grading.json`, and a folder with `private.test.ts` for each kata that
 * has private checks, named like the kata.
 *
 * @throws CourseError when something in it means nothing
 */
export async function readRules(folder: string, katas: readonly Kata[]): Promise<Rules> {
  const isFolder = await stat(folder).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isFolder) throw wrong(`There is no folder '${folder}'.`, 'It has grading.json in it.');
  const suites = new Map<string, Files>();
  let told: z.infer<typeof settings> = {};
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const { name } = entry;
    if (name === SETTINGS) told = readSettings(await readFile(join(folder, name), 'utf8'));
    else if (entry.isDirectory() && !name.startsWith('.')) {
      const kata = katas.find(({ slug, lesson }) => name === slug || name === lesson.folder);
      if (!kata) throw unknown(`The folder '${name}' of ${folder}`, name, slugsOf(katas));
      suites.set(kata.slug, await readSuite(join(folder, name), kata));
    }
  }
  const weights = new Map(Object.entries(told.weights ?? {}));
  const ids = katas.flatMap((kata) => announcedBy(kata, suites.get(kata.slug)).map(({ id }) => id));
  for (const id of weights.keys()) {
    if (!ids.includes(id)) throw unknown(`A weight in ${SETTINGS} is for '${id}', which`, id, ids);
  }
  const { reveal = OWN_RULES.reveal, seed = OWN_RULES.seed } = told;
  return { weights, reveal, seed, suites, hash: filesHash(await readFiles(folder)) };
}

/** A check that a grade is about. */
export interface RuledCheck extends AnnouncedCheck {
  /** With the kata's slug: `saga/undoes-in-reverse`. */
  readonly id: string;
  readonly isPrivate: boolean;
}

/** All checks of a kata: those of its suite, and then the private ones. */
export function announcedBy(kata: Kata, privateSuite: Files | undefined): RuledCheck[] {
  const of = (text: string | undefined, isPrivate: boolean) =>
    suiteChecks(text ?? '').map((check) => ({
      ...check,
      id: `${kata.slug}/${check.id}`,
      isPrivate,
    }));
  return [...of(kata.pristine[SUITE], false), ...of(privateSuite?.[PRIVATE_SUITE], true)];
}

async function readSuite(folder: string, kata: Kata): Promise<Files> {
  const files = await readFiles(folder);
  const suite = files[PRIVATE_SUITE];
  if (suite === undefined) {
    throw wrong(`There is no ${PRIVATE_SUITE} in ${folder}.`, 'That is the name of its suite.');
  }
  const ids = announcedBy(kata, files).map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  if (twice !== undefined) {
    throw wrong(`Two checks are called '${twice}'.`, `Give the one in ${folder} another id.`);
  }
  return files;
}

function readSettings(text: string): z.infer<typeof settings> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw wrong(`${SETTINGS} is no JSON: ${(error as Error).message}`, 'Mend it.');
  }
  const { success, data: told, error } = settings.safeParse(data);
  if (success) return told;
  throw wrong(`${SETTINGS} is wrong.\n${z.prettifyError(error)}`, 'Mend it.');
}

function slugsOf(katas: readonly Kata[]): string[] {
  return katas.map(({ slug }) => slug);
}

function unknown(what: string, name: string, names: readonly string[]): CourseError {
  return wrong(`${what} is nothing in this course.`, `The nearest is '${closest(name, names)}'.`);
}

function wrong(message: string, hint: string): CourseError {
  return new CourseError(message, hint, { kind: 'usage' });
}
