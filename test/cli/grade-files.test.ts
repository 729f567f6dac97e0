import { expect, test } from 'vitest';
import { mustBeWritable } from '../../src/cli/grade-files.ts';

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
