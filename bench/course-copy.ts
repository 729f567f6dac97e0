import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { copyFile, cp, mkdir, readdir, rm, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { writeWhole } from '../src/course/files.ts';
import type { Kata } from '../src/course/kata.ts';
import { copyCache } from '../src/server/index.ts';

const PARTS = ['src', 'katas', 'lessons', 'solutions'];
const PREFIX = 'bench-';
/** A bench never takes so long: a copy that is older was left behind by one that was killed. */
const ABANDONED_AFTER_MS = 3_600_000;

/**
 * A copy of the course inside the repository, in which the bench is the learner: it has answers
 * and a cache of its own, so that nobody's work is touched. It goes when this process ends.
 */
export class CourseCopy {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  /** @param more what else of the course is copied: paths of folders and files */
  static async make(course: string, more: readonly string[] = []): Promise<CourseCopy> {
    const root = join(course, '.dojo', `${PREFIX}${randomUUID().slice(0, 8)}`);
    await removeAbandoned(join(course, '.dojo'));
    const copy = new CourseCopy(root);
    process.once('exit', () => copy.remove());
    await mkdir(root, { recursive: true });
    const modules = join(course, 'node_modules');
    await Promise.all([
      ...[...PARTS, ...more].map((part) =>
        cp(join(course, part), join(root, part), { recursive: true }),
      ),
      copyFile(join(course, 'package.json'), join(root, 'package.json')),
      // The start compares the lockfile with what is installed. In the copy they agree always:
      // there, an installation would replace the packages of the course itself.
      copyFile(join(modules, '.package-lock.json'), join(root, 'package-lock.json')),
      symlink(modules, join(root, 'node_modules'), 'junction'),
      copyCache(join(course, '.dojo', 'server'), join(root, '.dojo', 'server')),
    ]);
    return copy;
  }

  /** Removes it before this process ends. */
  remove(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 3 });
  }

  /** Where a learner writes this file of an answer. */
  answerPath(kata: Kata, path: string): string {
    return join(this.root, 'answers', kata.lesson.folder, path);
  }

  /** Puts the solution to where a learner writes. */
  async solve(kata: Kata): Promise<void> {
    for (const [path, text] of Object.entries(kata.solution)) {
      await writeWhole(this.answerPath(kata, path), text);
    }
  }
}

async function removeAbandoned(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(PREFIX))) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs < ABANDONED_AFTER_MS) continue;
    await rm(path, { recursive: true, force: true });
  }
}
