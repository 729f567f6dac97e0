import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startAnswer } from '../course/answer.ts';
import { readFiles, writeWhole, type Files } from '../course/files.ts';
import type { Kata } from '../course/kata.ts';
import { isGiven } from '../course/staging.ts';

/** Begins with a dot, so that editors and compilers do not take it for answers. */
const SNAPSHOTS = 'answers/.snapshots';

/** What became of an answer; the folders are relative to the repository. */
export interface Replaced {
  /** Where the answer as it was is kept; absent when there was nothing to keep. */
  readonly kept?: string;
}

/**
 * Puts the starting point in the place of an answer. All files of ours that were changed are kept
 * in a snapshot first; files that the learner added stay where they are.
 */
export async function resetAnswer(root: string, kata: Kata): Promise<Replaced> {
  const start = given(kata, kata.pristine);
  const kept = await keep(root, kata, start);
  await replace(root, kata, start);
  return kept;
}

/**
 * Brings the newest snapshot back. The answer in its place becomes a snapshot itself, so a second
 * time brings that back.
 *
 * @returns undefined when there is no snapshot
 */
export async function undoReset(
  root: string,
  kata: Kata,
): Promise<(Replaced & { readonly from: string }) | undefined> {
  const from = (await snapshotsOf(root, kata)).at(-1);
  if (from === undefined) return undefined;
  const files = given(kata, await readFiles(join(root, from)));
  const kept = await keep(root, kata, given(kata, kata.pristine));
  await replace(root, kata, files);
  await rm(join(root, from), { recursive: true, force: true });
  return { ...kept, from };
}

/** The snapshots of a kata's answers, oldest first, as folders relative to the repository. */
export async function snapshotsOf(root: string, { lesson }: Kata): Promise<string[]> {
  const folder = `${SNAPSHOTS}/${lesson.folder}`;
  const names = await readdir(join(root, folder)).catch((): string[] => []);
  return names.toSorted().map((name) => `${folder}/${name}`);
}

/** Keeps an answer, where it is another than the starting point. */
async function keep(root: string, kata: Kata, start: Files): Promise<Replaced> {
  const files = given(kata, await readFiles(join(root, 'answers', kata.lesson.folder)));
  if (Object.entries(files).every(([path, text]) => start[path] === text)) return {};
  // A name that sorts by time, and that every file system takes.
  const moment = new Date().toISOString().replaceAll(':', '.').replace('Z', '');
  const kept = `${SNAPSHOTS}/${kata.lesson.folder}/${moment}`;
  for (const [path, text] of Object.entries(files)) await writeWhole(join(root, kept, path), text);
  return { kept };
}

async function replace(root: string, kata: Kata, files: Files): Promise<void> {
  const folder = join(root, 'answers', kata.lesson.folder);
  for (const [path, text] of Object.entries(files)) await writeWhole(join(folder, path), text);
  await startAnswer(root, kata);
}

/** The files that the course put on the desk. */
function given(kata: Kata, files: Files): Files {
  return Object.fromEntries(
    Object.entries(files).filter(([path]) => isGiven(path) && path in kata.pristine),
  );
}
