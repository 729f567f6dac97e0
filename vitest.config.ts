import { defineConfig } from 'vitest/config';

const OWN = { pool: 'forks', testTimeout: 120_000, hookTimeout: 180_000 } as const;

export default defineConfig({
  test: {
    reporters: ['default', './test/closing-line.ts'],
    // Nearly every test file starts a test server and two answer hosts: more files at once than
    // this only wait for one another.
    maxWorkers: 2,
    // Two katas are swept at a time, each with a server of its own, and nothing else is done then:
    // with a browser beside them two cores are so busy that now and then a verdict is about the machine.
    maxConcurrency: 2,
    // No suite imports an answer, so Vitest does not know whose it is.
    watchTriggerPatterns: [
      {
        pattern: /\/answers\/([^/]+)\/[^/]+\.ts$/,
        testsToRun: (_, [, folder = '']) => `./katas/${folder}/workflows.test.ts`,
      },
    ],
    projects: [
      {
        test: {
          name: 'sweep',
          include: ['test/course.test.ts'],
          sequence: { groupOrder: 0 },
          ...OWN,
        },
      },
      {
        test: {
          name: 'dojo',
          include: ['test/**/*.test.ts'],
          // A course to try the grader on; its suites are run by the grader.
          exclude: [
            'test/course.test.ts',
            'test/simulated-course.test.ts',
            'test/grading/course/**',
          ],
          sequence: { groupOrder: 1 },
          ...OWN,
        },
      },
      {
        // The same as the sweep, without a server; `test/simulator/katas.test.ts` takes samples.
        test: {
          name: 'simulated',
          include: ['test/simulated-course.test.ts'],
          sequence: { groupOrder: 1 },
          ...OWN,
        },
      },
      {
        test: {
          name: 'katas',
          include: ['katas/**/*.test.ts'],
          pool: 'forks',
          globalSetup: './src/judge/plain-vitest.ts',
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
        },
      },
    ],
  },
});
