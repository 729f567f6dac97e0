/**
 * Takes in what somebody handed in. Nothing in such a folder can be trusted, its shape included: so
 * only the paths that count are looked at, no link is followed, and nothing is read that is not a
 * small text file.
 */
import { constants } from 'node:fs';
import { lstat, open, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Files } from '../course/files.ts';
import { plain } from '../kit/plain.ts';

/** An answer's file has some kilobytes. */
export const MAX_FILE_BYTES = 200_000;
/** So many other names are listed. */
const MAX_IGNORED = 20;
const MAX_NAME = 100;

export interface Intake {
  readonly files: Files;
  /** Names beside the files that count, as far as they are listed. */
  readonly ignored: readonly string[];
  /** What can't be taken in, in words: then nothing of it is judged. */
  readonly refused: readonly string[];
}

/**
 * Reads an answer out of a folder that somebody handed in.
 *
 * @param folder undefined when nothing was handed in
 * @param wanted the paths that an answer may supply (`Kata.editable`)
 */
export async function takeIn(
  folder: string | undefined,
  wanted: readonly string[],
): Promise<Intake> {
  if (folder === undefined) return { files: {}, ignored: [], refused: [] };
  const files: Record<string, string> = {};
  const refused: string[] = [];
  for (const path of wanted) {
    const found = await fileAt(folder, path);
    if (found === undefined) continue;
    if ('text' in found) files[path] = found.text;
    else refused.push(`${path} ${found.refused}.`);
  }
  return { files, refused, ignored: await othersIn(folder, wanted) };
}

type Found = { readonly text: string } | { readonly refused: string } | undefined;

async function fileAt(folder: string, path: string): Promise<Found> {
  // A link in place of a folder would lead as far away as a link in place of a file.
  const parts = path.split('/');
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const part = parts.slice(0, depth).join('/');
    const stats = await lstat(join(folder, part)).catch(() => undefined);
    if (stats === undefined) return undefined;
    if (stats.isSymbolicLink()) return { refused: 'is a link, and no link is followed' };
    const right = depth === parts.length ? stats.isFile() : stats.isDirectory();
    if (!right) return { refused: 'is no file' };
  }
  return readText(join(folder, path));
}

async function readText(path: string): Promise<Found> {
  // The file may have been exchanged since it was looked at; windows knows no O_NOFOLLOW.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  let handle;
  try {
    handle = await open(path, flags);
  } catch {
    return { refused: 'can’t be read' };
  }
  try {
    if (!(await handle.stat()).isFile()) return { refused: 'is no file' };
    const buffer = Buffer.alloc(MAX_FILE_BYTES + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      ({ bytesRead: read } = await handle.read(buffer, length, buffer.length - length));
    }
    if (length > MAX_FILE_BYTES) {
      return { refused: `has more than ${MAX_FILE_BYTES / 1000} kilobytes` };
    }
    return textOf(buffer.subarray(0, length));
  } finally {
    await handle.close();
  }
}

function textOf(bytes: Uint8Array): Found {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? { refused: 'is no text' } : { text };
  } catch {
    return { refused: 'is no text in UTF-8' };
  }
}

/** Other names at the folder's top: somebody may have given a file the wrong name. */
async function othersIn(folder: string, wanted: readonly string[]): Promise<string[]> {
  const tops = new Set(wanted.map((path) => path.split('/')[0]));
  const names: string[] = [];
  try {
    for await (const { name } of await opendir(folder)) {
      if (!tops.has(name)) names.push(plain(name).slice(0, MAX_NAME));
      if (names.length >= MAX_IGNORED) break;
    }
  } catch {
    return [];
  }
  return names.toSorted();
}
