import { join } from 'node:path';
import process from 'node:process';
import { CourseError } from '../src/course/error.ts';
import type { Kata } from '../src/course/kata.ts';
import { runCommand } from '../src/server/command.ts';
import type { CourseCopy } from './course-copy.ts';
import { leaving } from './leaving.ts';

const LIMIT_MS = 120_000;

/**
 * One `check`, from the start of its process to its end, in milliseconds.
 *
 * @throws {CourseError} when it does not say that the solution passes
 */
export async function coldCheck({ root }: CourseCopy, { slug }: Kata): Promise<number> {
  const began = performance.now();
  const { code, output } = await runCommand(
    process.execPath,
    [join(root, 'src', 'cli', 'bootstrap.mjs'), 'check', slug],
    { cwd: root, limit: LIMIT_MS, signal: leaving },
  );
  const spent = performance.now() - began;
  if (code === 0) return spent;
  throw new CourseError(
    `\`npx dojo check ${slug}\` did not pass the solution (exit code ${code ?? 'none'}):\n${output}`,
    'Type `npm test` to see what is broken.',
  );
}
