import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { CourseError } from '../src/course/error.ts';
import { runCommand } from '../src/server/command.ts';
import type { SweepTime } from './figures.ts';
import { leaving } from './leaving.ts';

const LIMIT_MS = 5_400_000;

/**
 * How long the sweep of the whole course takes: every right and wrong answer of every kata.
 *
 * @param course the repository
 * @param folder where a report may be written
 * @throws {CourseError} when the sweep finds something wrong
 */
export async function sweepTime(course: string, folder: string): Promise<SweepTime> {
  const report = join(folder, 'sweep.json');
  const vitest = join(course, 'node_modules', 'vitest', 'vitest.mjs');
  const json = ['--reporter=json', `--outputFile=${report}`];
  const began = performance.now();
  const { code, output } = await runCommand(
    process.execPath,
    [vitest, 'run', '--project', 'dojo', join('test', 'course.test.ts'), ...json],
    { cwd: course, limit: LIMIT_MS, signal: leaving },
  );
  const whole = performance.now() - began;
  if (code !== 0) {
    throw new CourseError(
      `The sweep did not pass (exit code ${code ?? 'none'}):\n${output.slice(-4000)}`,
      'Type `npm test -- course.test` to see what is broken.',
    );
  }
  const { testResults } = JSON.parse(await readFile(report, 'utf8')) as Report;
  const katas = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .flatMap(({ title, duration = 0 }) => {
      const [, kata] = /^(\S+): the kata tells right from wrong$/.exec(title) ?? [];
      return kata === undefined ? [] : [{ kata, took: duration }];
    });
  return { whole, katas };
}

/** What Vitest's JSON reporter writes, as far as it matters here. */
interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly title: string; readonly duration?: number }[];
  }[];
}
