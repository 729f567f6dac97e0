import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, type Files } from '../course/files.ts';
import { SUITE, type Kata } from '../course/kata.ts';
import { stagingDesk } from '../course/staging.ts';
import { PRIVATE_SUITE } from './rules.ts';

/**
 * Lays a private suite beside what the kata's own suite imports, in a folder of the repository that
 * no answer sees, and has it run from there.
 *
 * @param root the repository
 * @param suite its files; without one, there is nothing to run
 * @param run is given the paths of the suites to run after the kata's own
 */
export async function withPrivateSuite<T>(
  root: string,
  kata: Kata,
  suite: Files | undefined,
  run: (paths: readonly string[]) => Promise<T>,
): Promise<T> {
  if (!suite) return run([]);
  const folder = join(stagingDesk(root), 'private', kata.slug);
  const { [SUITE]: _, ...beside } = kata.pristine;
  try {
    await syncFolder(folder, { ...beside, ...suite });
    return await run([join(folder, PRIVATE_SUITE)]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
