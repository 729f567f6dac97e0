import { expect, test } from 'vitest';
import { nextSteps } from '../../src/cli/next-steps.ts';
import type { Kata } from '../../src/course/kata.ts';

function steps(editable: readonly string[]): string[] {
  const pristine = { 'workflows.ts': '', 'activities.ts': '' };
  const kata = { pristine, editable, lesson: { folder: '01-letter' } } as unknown as Kata;
  return nextSteps(kata, 'Then  go').split('\n');
}

test('what is given is to be read, and what is to be written is to be opened', () => {
  expect(steps(['workflows.ts']).slice(1, 3)).toEqual([
    'Open  answers/01-letter/workflows.ts',
    '      and read activities.ts beside it',
  ]);
  expect(steps(['activities.ts', 'workflows.ts']).slice(1, 3)).toEqual([
    'Open  answers/01-letter/activities.ts',
    '      answers/01-letter/workflows.ts',
  ]);
  expect(steps(['activities.ts']).join()).not.toContain('and read');
});
