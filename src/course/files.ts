import { rmSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { randomUUID } from 'node:crypto';

/** Text files by their path inside a folder, with forward slashes: what an answer is made of. */
export type Files = Readonly<Record<string, string>>;

/**
 * Reads all files below a folder as text. A folder that does not exist has no files.
 *
 * @param accept decides by relative path which files are wanted; by default all
 */
export async function readFiles(
  folder: string,
  accept: (path: string) => boolean = () => true,
): Promise<Files> {
  let entries;
  try {
    entries = await readdir(folder, { recursive: true, withFileTypes: true });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw cause;
  }
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter(accept)
    .sort();
  const texts = await Promise.all(paths.map((path) => readFile(join(folder, path), 'utf8')));
  return Object.fromEntries(paths.map((path, index) => [path, texts[index] ?? '']));
}

/** Lays one set of files over another: where both have a path, `over` wins. */
export function overlay(pristine: Files, over: Files): Files {
  return { ...pristine, ...over };
}

/** Files that are being written beside those that they will replace. */
const unfinished = new Set<string>();
process.once('exit', () => {
  for (const path of unfinished) rmSync(path, { force: true });
});

/**
 * Writes a file so that a reader sees the old text or the new one and never half of it: the text
 * is written beside the file and then renamed over it. A process that ends meanwhile leaves nothing
 * beside it.
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.${randomUUID().slice(0, 8)}.tmp`;
  unfinished.add(beside);
  try {
    await writeFile(beside, text);
    await rename(beside, path);
  } catch (cause) {
    await rm(beside, { force: true });
    throw cause;
  } finally {
    unfinished.delete(beside);
  }
}

/** Makes a folder hold exactly these files; files that did not change are not touched. */
export async function syncFolder(folder: string, files: Files): Promise<void> {
  const present = await readFiles(folder);
  await Promise.all([
    ...Object.entries(files)
      .filter(([path, text]) => present[path] !== text)
      .map(([path, text]) => writeWhole(join(folder, path), text)),
    ...Object.keys(present)
      .filter((path) => !(path in files))
      .map((path) => rm(join(folder, path), { force: true })),
  ]);
}
