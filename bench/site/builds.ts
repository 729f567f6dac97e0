import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { CourseError } from '../../src/course/error.ts';
import { readLessons } from '../../src/course/lesson.ts';
import { runCommand } from '../../src/server/command.ts';
import { ASTRO, astroEnvironment } from '../../test/site/astro.ts';
import { leaving } from '../leaving.ts';
import type { Progress } from '../progress.ts';
import { timing } from '../statistics.ts';
import type { Build, Builds } from './figures.ts';

const ROUNDS = 3;
const LIMIT_MS = 600_000;
/** What builds keep for the next one. */
const CACHES = ['.astro', '.dojo/astro', '.dojo/vite'];
/** Folders in which a lesson has one of its own. */
const OF_LESSONS = ['lessons', 'katas', 'solutions', 'test/transcripts'];

/**
 * Builds the site of a course, and of one with twice as many lessons, so that growth shows. The two
 * take turns, so that whatever else the machine does falls on both.
 *
 * @param once a copy of the course
 * @param twice another, which has more lessons afterwards
 * @param site where the site of the first is to lie
 */
export async function builds(
  once: string,
  twice: string,
  site: string,
  progress: Progress,
): Promise<Builds> {
  await doubleLessons(twice);
  const larger = join(twice, '.dojo', 'site');
  const times: { whole: number[]; doubled: number[] } = { whole: [], doubled: [] };
  progress.begin('Build');
  for (let round = 0; round < ROUNDS; round += 1) {
    times.whole.push(await build(once, site, progress));
    times.doubled.push(await build(twice, larger, progress));
  }
  const whole = await sizeOf(once, site, times.whole);
  const doubled = await sizeOf(twice, larger, times.doubled);
  // Others only ever make a build slower.
  const perLesson = (doubled.least - whole.least) / (doubled.lessons - whole.lessons);
  return { whole, doubled, perLesson };
}

async function sizeOf(root: string, site: string, samples: readonly number[]): Promise<Build> {
  const files = await readdir(site, { recursive: true });
  return {
    lessons: (await readLessons(root)).length,
    pages: files.filter((path) => path.endsWith('.html')).length,
    ...timing(samples),
  };
}

/** One build from nothing, in milliseconds: the whole process. */
async function build(root: string, site: string, progress: Progress): Promise<number> {
  for (const path of [site, ...CACHES.map((cache) => join(root, cache))]) {
    await rm(path, { recursive: true, force: true });
  }
  const began = performance.now();
  const { code, output } = await runCommand(process.execPath, [ASTRO, 'build'], {
    cwd: root,
    env: astroEnvironment({ DOJO_OUT: site, DOJO_BASE: '/' }),
    limit: LIMIT_MS,
    signal: leaving,
  });
  const spent = performance.now() - began;
  progress.took(spent);
  if (code === 0) return spent;
  throw new CourseError(
    `The site could not be built (exit code ${code ?? 'none'}):\n${output.slice(-2000)}`,
    'Type `npm run build` to see what is broken.',
  );
}

/** Lays a copy beside each lesson, with its kata, under another slug and a number of its own. */
export async function doubleLessons(root: string): Promise<void> {
  const lessons = await readLessons(root);
  for (const { folder, slug, number } of lessons) {
    const place = String(number + lessons.length).padStart(2, '0');
    const again = `${place}-${slug}-again`;
    for (const part of OF_LESSONS) {
      await cp(join(root, part, folder), join(root, part, again), { recursive: true });
    }
  }
}
