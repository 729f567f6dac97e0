import { randomUUID } from 'node:crypto';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './astro.ts';

/** What a build of the site reads, beside what judging reads. */
export const OF_THE_SITE =
  'site .github test/transcripts CHANGELOG.md CONTRIBUTING.md astro.config.mjs tsconfig.json'.split(
    ' ',
  );
const PARTS = ['src', 'lessons', 'katas', 'solutions', 'package.json', ...OF_THE_SITE];

/** A copy of the course, to be changed and built. It lies in the repository, where packages are. */
export async function copyCourse(): Promise<{ root: string; remove: () => Promise<void> }> {
  const root = join(ROOT, '.dojo', `site-test-${randomUUID().slice(0, 8)}`);
  await mkdir(root, { recursive: true });
  for (const part of PARTS) await cp(join(ROOT, part), join(root, part), { recursive: true });
  return { root, remove: () => rm(root, { recursive: true, force: true, maxRetries: 3 }) };
}
