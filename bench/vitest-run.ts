import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { runCommand, type CommandOptions, type Outcome } from '../src/server/command.ts';
import { leaving } from './leaving.ts';

/** What Vitest's JSON reporter writes, as far as it matters here. */
interface Report {
  readonly testResults: readonly { readonly assertionResults: readonly TestResult[] }[];
}

export interface TestResult {
  readonly title: string;
  readonly status: 'passed' | 'failed' | 'skipped' | 'pending' | 'todo';
  /** In milliseconds. */
  readonly duration?: number;
}

/** A run of Vitest in a process of its own. */
export interface VitestRun extends Outcome {
  /** The whole process, in milliseconds. */
  readonly took: number;
  /** None when the tests did not run. */
  readonly tests: readonly TestResult[];
}

/**
 * Runs Vitest once, in a fresh process, and never rejects.
 *
 * @param course the repository
 * @param report the path of a file for its report
 */
export async function runVitest(
  course: string,
  report: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<VitestRun> {
  const vitest = join(course, 'node_modules', 'vitest', 'vitest.mjs');
  const began = performance.now();
  const outcome = await runCommand(
    process.execPath,
    [vitest, 'run', ...args, '--reporter=json', `--outputFile=${report}`],
    { cwd: course, signal: leaving, ownGroup: true, ...options },
  );
  return { ...outcome, took: performance.now() - began, tests: await testsIn(report) };
}

async function testsIn(path: string): Promise<TestResult[]> {
  try {
    const report = JSON.parse(await readFile(path, 'utf8')) as Report;
    return report.testResults.flatMap(({ assertionResults }) => assertionResults);
  } catch {
    return [];
  }
}
