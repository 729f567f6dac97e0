import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import process from 'node:process';
import { CourseError } from '../src/course/error.ts';
import type { DocumentedRun } from './figures.ts';
import { runVitest } from './vitest-run.ts';

const LIMIT_MS = 600_000;

export interface DocumentedRequest {
  /** The repository. */
  readonly course: string;
  /** `own`: an environment for each test; `shared`: one for all. */
  readonly supply: 'own' | 'shared';
  /** The path of the test server's executable. */
  readonly server: string;
  /** The path of the workflows to test. */
  readonly workflows: string;
  /** Where a report may be written. */
  readonly folder: string;
  /** Runs only tests whose promise contains this. */
  readonly only?: string;
}

/** How a run of the documented tests went. */
export interface DocumentedOutcome extends DocumentedRun {
  readonly passed: readonly string[];
  readonly failed: readonly string[];
}

/**
 * Runs the documented tests once, in a fresh process.
 *
 * @throws {CourseError} when they could not run
 */
export async function runDocumented(request: DocumentedRequest): Promise<DocumentedOutcome> {
  const { course, supply, server, workflows, folder, only } = request;
  const { output, took, tests } = await runVitest(
    course,
    join(folder, `documented-${randomUUID()}.json`),
    [
      `--config=${join(import.meta.dirname, 'documented', 'vitest.config.ts')}`,
      ...(only === undefined ? [] : ['--testNamePattern', only]),
    ],
    {
      limit: LIMIT_MS,
      env: {
        ...process.env,
        BENCH_SUPPLY: supply,
        BENCH_SERVER: server,
        BENCH_WORKFLOWS: workflows,
      },
    },
  );
  if (tests.length === 0) {
    throw new CourseError(
      `The documented tests did not run:\n${output.slice(-2000)}`,
      'Type `npx dojo doctor` to see what is there.',
    );
  }
  const titled = (status: string) =>
    tests.filter((test) => test.status === status).map(({ title }) => title);
  return {
    process: took,
    tests: tests.reduce((sum, { duration = 0 }) => sum + duration, 0),
    passed: titled('passed'),
    failed: titled('failed'),
  };
}
