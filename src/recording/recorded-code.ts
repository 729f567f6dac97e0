import { posix } from 'node:path';
import type { Files } from '../course/files.ts';
import { filesHash } from '../course/suite-version.ts';

/** The file in a lesson's folder, or beside a kata's histories, that says what to record. */
export const RECORDINGS = 'recordings.ts';

/** What a recording was made from. Other code may do something else. */
export interface RecordedCode {
  /** The workflow's file, in the lesson's folder. */
  readonly file: string;
  /** Of the texts of that file, of `recordings.ts`, and of all that they import from the folder. */
  readonly hash: string;
}

/** What a recording of this file would be made from now. */
export function recordedCode(files: Files, file: string): RecordedCode {
  const used = new Set<string>();
  const waiting = [RECORDINGS, file];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (used.has(path) || !(path in files)) continue;
    used.add(path);
    const folder = posix.dirname(path);
    const imports = (files[path] ?? '').matchAll(/\bfrom '(\.\.?\/[^']+)'/g);
    waiting.push(...[...imports].map(([, to = '']) => posix.join(folder, to)));
  }
  const made = Object.entries(files).filter(([path]) => used.has(path));
  return { file, hash: filesHash(Object.fromEntries(made)) };
}
