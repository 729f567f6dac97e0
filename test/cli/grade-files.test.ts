import { expect, test, vi } from 'vitest';
import { mustBeWritable } from '../../src/cli/grade-files.ts';
import { FORMATS } from '../../src/grading/formats/index.ts';

test('what a format must know is asked for before anything is graded', () => {
  vi.stubEnv('CLASSROOM', 'workflows-101');
  expect(() => mustBeWritable(['classroom50'], ['ada'], undefined)).toThrow(
    /needs ASSIGNMENT, .*RELEASE_URL, and nothing/,
  );
  for (const name of FORMATS.classroom50.needs ?? []) vi.stubEnv(name, 'x');
  mustBeWritable(['classroom50'], ['ada'], undefined);
  vi.unstubAllEnvs();
});

test('no learner’s results take the place of another’s', () => {
  for (const other of ['ada', 'Ada']) {
    expect(() => mustBeWritable(['json'], ['ada', other], 'results')).toThrow(
      "Two learners are called 'ada'",
    );
  }
  mustBeWritable(['json'], ['ada', 'bob'], 'results');
  // One table has room for both.
  mustBeWritable(['csv'], ['ada', 'ada'], 'results');
});
