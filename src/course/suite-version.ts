import { createHash } from 'node:crypto';
import type { Files } from './files.ts';
import { HINTS } from './hints.ts';
import type { Kata } from './kata.ts';

/**
 * Which version of a kata judges: a short hash of all its files but those that an answer replaces,
 * and the hints, which judge nobody. When it changes, what was solved is open again.
 */
export function suiteVersion({ pristine, editable }: Kata): string {
  const judging = Object.entries(pristine).filter(
    ([path]) => path !== HINTS && !editable.includes(path),
  );
  return filesHash(Object.fromEntries(judging));
}

/** A short hash of some files, whatever line endings they have. */
export function filesHash(files: Files): string {
  const hash = createHash('sha256');
  for (const path of Object.keys(files).sort()) {
    // Line endings are the editor's business.
    hash.update(`${path}\0${(files[path] ?? '').replaceAll('\r\n', '\n')}\0`);
  }
  return hash.digest('hex').slice(0, 16);
}
