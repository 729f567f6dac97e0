import { join } from 'node:path';
import { CourseError } from '../src/course/error.ts';
import type { SweepTime } from './figures.ts';
import { runVitest } from './vitest-run.ts';

const LIMIT_MS = 5_400_000;

/**
 * How long the sweep of the whole course takes: every right and wrong answer of every kata.
 *
 * @param course the repository
 * @param folder where a report may be written
 * @throws {CourseError} when the sweep finds something wrong
 */
export async function sweepTime(course: string, folder: string): Promise<SweepTime> {
  const { code, output, took, tests } = await runVitest(
    course,
    join(folder, 'sweep.json'),
    ['--project', 'sweep'],
    { limit: LIMIT_MS },
  );
  if (code !== 0) {
    throw new CourseError(
      `The sweep did not pass (exit code ${code ?? 'none'}):\n${output.slice(-4000)}`,
      'Type `npm test -- course.test` to see what is broken.',
    );
  }
  const katas = tests.flatMap(({ title, duration = 0 }) => {
    const [, kata] = /^(\S+): the kata tells right from wrong$/.exec(title) ?? [];
    return kata === undefined ? [] : [{ kata, took: duration }];
  });
  return { whole: took, katas };
}
