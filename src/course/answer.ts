import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readFiles, writeWhole, type Files } from './files.ts';
import { editableOf, startingPoint, type Kata } from './kata.ts';
import { ANSWER_TSCONFIG, isGiven } from './staging.ts';

/** What a learner wrote for a kata, and where. */
export interface Answer {
  readonly files: Files;
  /** The folder, relative to the repository: `answers/07-saga`. */
  readonly folder: string;
  /** Whether nothing has been written yet. */
  readonly untouched: boolean;
}

/**
 * The answer to a kata: `answers/07-saga` where that exists, else what stands in `katas/07-saga`,
 * for people who edit in place.
 */
export async function readAnswer(root: string, kata: Kata): Promise<Answer> {
  const own = `answers/${kata.lesson.folder}`;
  const files = await readFiles(join(root, own));
  const exists = Object.keys(files).length > 0;
  const answer = editableOf(kata, exists ? files : kata.pristine);
  const start = startingPoint(kata);
  return {
    files: answer,
    folder: exists ? own : `katas/${kata.lesson.folder}`,
    untouched: kata.editable.every((path) => same(answer[path], start[path])),
  };
}

/**
 * Copies a kata to where the learner works: the files to edit, and the given ones to read. What
 * is there already stays.
 *
 * @returns the files that were copied; `all` when there was no answer yet
 */
export async function startAnswer(root: string, kata: Kata): Promise<readonly string[] | 'all'> {
  const folder = join(root, 'answers', kata.lesson.folder);
  const present = await readFiles(folder);
  const wanted = Object.entries(kata.pristine).filter(([path]) => isGiven(path));
  const missing = wanted.filter(([path]) => !(path in present));
  // So that an editor is as strict about answers as the course is.
  const config = join(root, 'answers', 'tsconfig.json');
  const before = await readFile(config, 'utf8').catch(() => undefined);
  if (before !== ANSWER_TSCONFIG) await writeWhole(config, ANSWER_TSCONFIG);
  for (const [path, text] of missing) await writeWhole(join(folder, path), text);
  return missing.length === wanted.length ? 'all' : missing.map(([path]) => path);
}

/** Line endings are the editor's business. */
function same(one: string | undefined, other: string | undefined): boolean {
  return one?.replaceAll('\r\n', '\n') === other?.replaceAll('\r\n', '\n');
}
