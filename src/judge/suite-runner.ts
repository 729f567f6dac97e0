import { createVitest, type TestCase, type TestModule, type Vitest } from 'vitest/node';
import type { CheckNote } from '../kit/kata.ts';
import type { CheckResult } from '../kit/verdict.ts';
import { CHAOS_VARIABLE, RUNTIME_VARIABLE } from '../kit/wire.ts';

/** What a suite said. */
export interface SuiteReport {
  readonly checks: CheckResult[];
  /** What went wrong outside of the checks: our fault. */
  readonly trouble?: string;
}

/**
 * Most checks wait for the server most of the time. A long one must begin early, or the verdict waits
 * for it alone: so all checks of a kata go at once.
 */
const CHECKS_AT_ONCE = 10;

/** A Vitest that stays warm and runs one suite at a time, each in a fresh thread. */
export class SuiteRunner {
  readonly #vitest: Vitest;

  private constructor(vitest: Vitest) {
    this.#vitest = vitest;
  }

  /**
   * @param runtime the path of the door at which suites knock
   * @param chaos whether suites play what they have for `chaos`, in place of their checks
   */
  static async open(root: string, runtime: string, chaos = false): Promise<SuiteRunner> {
    const vitest = await createVitest({
      root,
      config: false,
      watch: false,
      include: ['katas/**/*.test.ts'],
      pool: 'threads',
      maxWorkers: 1,
      fileParallelism: false,
      maxConcurrency: CHECKS_AT_ONCE,
      env: { [RUNTIME_VARIABLE]: runtime, ...(chaos ? { [CHAOS_VARIABLE]: 'on' } : {}) },
      reporters: [{}],
    });
    await vitest.standalone();
    return new SuiteRunner(vitest);
  }

  /** Runs a suite. Results come in the order of its checks. */
  async run(path: string): Promise<SuiteReport> {
    this.#vitest.invalidateFile(path);
    const specification = this.#vitest.getRootProject().createSpecification(path);
    const { testModules, unhandledErrors } = await this.#vitest.runTestSpecifications([
      specification,
    ]);
    // Vitest also tells of the suites that it ran before.
    const module = testModules.find(({ moduleId }) => sameFile(moduleId, path));
    const trouble = [...(module ? errorsOf(module) : []), ...unhandledErrors.map(text)].join('\n');
    const checks = module ? [...module.children.allTests()].map(resultOf) : [];
    return { checks, ...(trouble === '' ? {} : { trouble }) };
  }

  /** Forgets what is known of a file that has changed. */
  forget(path: string): void {
    this.#vitest.invalidateFile(path);
  }

  async close(): Promise<void> {
    await this.#vitest.close();
  }
}

function sameFile(one: string, other: string): boolean {
  return one.replaceAll('\\', '/') === other.replaceAll('\\', '/');
}

function errorsOf(module: TestModule): string[] {
  const hooks = [...module.children.allSuites()].flatMap((suite) => suite.errors());
  return [...module.errors(), ...hooks].map(text);
}

function resultOf(test: TestCase): CheckResult {
  const note: CheckNote | undefined = test.meta().dojo;
  const milliseconds = test.diagnostic()?.duration ?? 0;
  if (note) return { ...note, milliseconds };
  const [id = '', promise = ''] = test.name.split(/: (.*)/s);
  const errors = test.result().errors?.map(text).join('\n');
  return {
    id,
    promise,
    outcome: 'infra',
    trouble: /Test timed out/.test(errors ?? '')
      ? 'The check did not end within three minutes.'
      : errors || 'The check did not run.',
    milliseconds,
  };
}

function text(error: unknown): string {
  if (error !== null && typeof error === 'object' && 'message' in error) {
    const stack = 'stack' in error && typeof error.stack === 'string' ? error.stack : '';
    const cause = 'cause' in error && error.cause ? `\nBecause: ${text(error.cause)}` : '';
    return (stack || String(error.message)) + cause;
  }
  return String(error);
}
