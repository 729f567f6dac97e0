import { posix } from 'node:path';
import type { Files } from '../course/files.ts';
import { nearest, type Problem } from './problem.ts';

/** Something between quotes, backticks or brackets that may be a path; `?raw` and such left out. */
const MENTION = /(?<=['"`(])((?:\.{1,2}\/)*[\w@-][\w@./-]*)(?:\?\w+)?(?=['"`)])/g;

/**
 * The files that something uses: those that the course itself looks for, and whatever these
 * mention by path, and so on.
 *
 * @param looked the files that are looked for by name
 */
export function usedFiles(files: Files, looked: readonly string[]): Set<string> {
  const used = new Set<string>();
  const waiting = looked.filter((path) => path in files);
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (used.has(path)) continue;
    used.add(path);
    waiting.push(...mentioned(path, files));
  }
  return used;
}

function mentioned(from: string, files: Files): string[] {
  const paths = [...(files[from] ?? '').matchAll(MENTION)].map(([, path = '']) =>
    posix.join(posix.dirname(from), path),
  );
  return Object.keys(files).filter((file) =>
    paths.some((path) => file === path || file.startsWith(`${path}/`)),
  );
}

/** A problem for each file that nothing uses. */
export function strays(
  place: string,
  files: Files,
  used: ReadonlySet<string>,
  names: readonly string[],
): Problem[] {
  return Object.keys(files)
    .filter((path) => !used.has(path))
    .map((path) => {
      const meant = nearest(
        path,
        names.filter((name) => !(name in files)),
      );
      return {
        where: `${place}/${path}`,
        wrong: 'is used by nothing.',
        fix: meant === undefined ? 'Delete it, or use it.' : `Is it meant to be ${place}/${meant}?`,
      };
    });
}
