import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { CourseError } from '../src/course/error.ts';
import { runCommand } from '../src/server/command.ts';
import type { DocumentedRun } from './figures.ts';
import { leaving } from './leaving.ts';

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

/** What Vitest's JSON reporter writes, as far as it matters here. */
interface VitestReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly title: string;
      readonly status: 'passed' | 'failed' | 'skipped' | 'pending' | 'todo';
      readonly duration?: number;
    }[];
  }[];
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
  const written = join(folder, `documented-${randomUUID()}.json`);
  const began = performance.now();
  const { output } = await runCommand(
    process.execPath,
    [
      join(course, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      `--config=${join(import.meta.dirname, 'documented', 'vitest.config.ts')}`,
      '--reporter=json',
      `--outputFile=${written}`,
      ...(only === undefined ? [] : ['--testNamePattern', only]),
    ],
    {
      cwd: course,
      limit: LIMIT_MS,
      signal: leaving,
      ownGroup: true,
      env: {
        ...process.env,
        BENCH_SUPPLY: supply,
        BENCH_SERVER: server,
        BENCH_WORKFLOWS: workflows,
      },
    },
  );
  const spent = performance.now() - began;
  const tests = await resultsOf(written);
  if (tests.length === 0) {
    throw new CourseError(
      `The documented tests did not run:\n${output.slice(-2000)}`,
      'Type `npx dojo doctor` to see what is there.',
    );
  }
  const titled = (status: string) =>
    tests.filter((test) => test.status === status).map(({ title }) => title);
  return {
    process: spent,
    tests: tests.reduce((sum, { duration = 0 }) => sum + duration, 0),
    passed: titled('passed'),
    failed: titled('failed'),
  };
}

async function resultsOf(
  path: string,
): Promise<VitestReport['testResults'][0]['assertionResults']> {
  try {
    const report = JSON.parse(await readFile(path, 'utf8')) as VitestReport;
    return report.testResults.flatMap(({ assertionResults }) => assertionResults);
  } catch {
    return [];
  }
}
