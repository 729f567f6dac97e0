import { lstat, opendir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { CourseError } from '../course/error.ts';
import type { Kata } from '../course/kata.ts';
import { plain } from '../kit/plain.ts';

/** What one learner handed in. */
export interface Submission {
  readonly learner: string;
  /** For each kata the folder of its answer; none where it was not handed in. */
  readonly answers: readonly { readonly kata: Kata; readonly folder: string | undefined }[];
}

/** So many learners are looked for in one folder. */
const MAX_LEARNERS = 20_000;

/**
 * Finds what was handed in below a folder. It may be one learner's: a copy of the course
 * (`answers/07-saga`), or a folder with one for each kata (`07-saga`, or `saga`), or, where one
 * kata is asked for, its files themselves. Or it is a folder of such folders, one for each learner.
 *
 * @param katas all katas of the course
 * @param asked the katas that are to be graded; all that are found when there are none
 * @throws CourseError when nothing is there that could be graded
 */
export async function findSubmissions(
  folder: string,
  katas: readonly Kata[],
  asked: readonly Kata[],
): Promise<Submission[]> {
  const root = resolve(folder);
  if (!(await isFolder(root))) {
    throw new CourseError(
      `There is no folder '${folder}'.`,
      'Name the folder that was handed in, such as: npx dojo grade answers --tier open',
      { kind: 'usage' },
    );
  }
  const own = await submissionIn(root, katas, asked);
  if (own) return [own];
  const found: Submission[] = [];
  for (const name of await foldersIn(root)) {
    const one = await submissionIn(join(root, name), katas, asked);
    if (one) found.push(one);
    // A learner who handed in nothing of it still belongs to the cohort.
    else if (asked.length > 0) found.push(nothing(name, asked));
  }
  if (!found.some(({ answers }) => answers.some((answer) => answer.folder))) {
    throw new CourseError(
      `Nothing in '${folder}' is an answer to ${asked.length > 0 ? asked.map(({ slug }) => slug).join(' or ') : 'a kata'}.`,
      'An answer lies in a folder that is named like its kata, such as 07-saga or saga. To grade the files of one folder for one kata: npx dojo grade <folder> --kata saga',
      { kind: 'usage' },
    );
  }
  return found;
}

async function submissionIn(
  folder: string,
  katas: readonly Kata[],
  asked: readonly Kata[],
): Promise<Submission | undefined> {
  const learner = nameOf(folder);
  const wanted = asked.length > 0 ? asked : katas;
  const answers = await Promise.all(
    wanted.map(async (kata) => ({ kata, folder: await answerIn(folder, kata) })),
  );
  const found = answers.filter((answer) => answer.folder !== undefined);
  if (found.length > 0) return { learner, answers: asked.length > 0 ? answers : found };
  const [kata] = asked;
  if (kata && asked.length === 1 && (await hasOneOf(folder, kata.editable))) {
    return { learner, answers: [{ kata, folder }] };
  }
  return undefined;
}

async function answerIn(
  folder: string,
  { slug, lesson }: Pick<Kata, 'slug' | 'lesson'>,
): Promise<string | undefined> {
  for (const place of ['answers', '.']) {
    if (place !== '.' && !(await isFolder(join(folder, place)))) continue;
    for (const name of [lesson.folder, slug]) {
      const candidate = join(folder, place, name);
      if (await isFolder(candidate)) return candidate;
    }
  }
  return undefined;
}

function nothing(name: string, asked: readonly Kata[]): Submission {
  return { learner: nameOf(name), answers: asked.map((kata) => ({ kata, folder: undefined })) };
}

/** What a learner is called whose folder has a name that could not be one. */
const UNNAMED = 'unnamed';

/**
 * A learner's name, which is that of the folder. Results are written to a folder of the same name:
 * without its signs that nobody sees, it must not have become a way out of there.
 */
export function nameOf(folder: string): string {
  const name = plain(basename(folder)).replaceAll('\n', ' ').trim();
  return /^\.*$/.test(name) ? UNNAMED : name;
}

/** No link is followed: it may lead to what somebody else handed in. */
async function isFolder(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(() => undefined);
  return stats?.isDirectory() ?? false;
}

async function hasOneOf(folder: string, paths: readonly string[]): Promise<boolean> {
  const found = await Promise.all(
    paths.map((path) => lstat(join(folder, path)).catch(() => undefined)),
  );
  return found.some((stats) => stats !== undefined);
}

async function foldersIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of await opendir(folder)) {
    if (entry.isDirectory() && !entry.name.startsWith('.')) names.push(entry.name);
    if (names.length >= MAX_LEARNERS) break;
  }
  return names.toSorted();
}
