import type { Reporter, TestModule, TestRunEndReason } from 'vitest/node';

/** Closes a run with one line that people and programs can read: `12 passed, 0 failed`. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(
    modules: readonly TestModule[],
    unhandled: readonly unknown[],
    reason: TestRunEndReason,
  ): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    // A file that could not be loaded, and an error outside of all tests, are failures too.
    const broken = modules.filter((module) => module.errors().length > 0).length;
    const suites = modules.flatMap((module) => [...module.children.allSuites()]);
    const hooks = suites.filter((suite) => suite.errors().length > 0).length;
    const failed = count('failed') + broken + hooks + unhandled.length;
    const stopped = failed === 0 && reason !== 'passed' ? 1 : 0;
    const skipped = count('skipped');
    const line = `${count('passed')} passed, ${failed + stopped} failed`;
    process.stdout.write(`\n${line}${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
  }
}
