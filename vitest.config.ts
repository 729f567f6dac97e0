import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** By far the longest file. If it began last, it would be waited for alone. */
const LONGEST = 'test/course.test.ts';

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLongest = ({ moduleId }: TestSpecification) => moduleId.endsWith(LONGEST);
    return [...sorted.filter(isLongest), ...sorted.filter((file) => !isLongest(file))];
  }
}

export default defineConfig({
  test: {
    reporters: ['default', './test/closing-line.ts'],
    // Nearly every test file starts a test server and two answer hosts: more files at once than
    // this only wait for one another.
    maxWorkers: 2,
    // One kata is swept at a time, with a server of its own. Two of them and a browser make two cores
    // so busy that now and then a verdict is about the machine.
    maxConcurrency: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'dojo',
          include: ['test/**/*.test.ts'],
          // A course to try the grader on; its suites are run by the grader.
          exclude: ['test/grading/course/**'],
          pool: 'forks',
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'katas',
          include: ['katas/**/*.test.ts'],
          pool: 'forks',
          globalSetup: './src/judge/plain-vitest.ts',
          fileParallelism: false,
          testTimeout: 120_000,
        },
      },
    ],
  },
});
