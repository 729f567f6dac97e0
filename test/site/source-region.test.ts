import { expect, test } from 'vitest';
import { sourceRegion } from '../../site/components/source-region.ts';
import { CourseError } from '../../src/course/error.ts';

const SOURCE = `import { sleep } from './time.ts';

export async function nap() {
  // region wait
  await sleep('1 hour');

  return 'awake';
  // endregion
}
`;

test('a region comes without its marks and its indentation', () => {
  expect(sourceRegion(SOURCE, 'wait')).toBe(`await sleep('1 hour');\n\nreturn 'awake';`);
});

test('a whole file comes without the marks of its regions', () => {
  expect(sourceRegion(SOURCE)).not.toContain('region');
  expect(sourceRegion(SOURCE)).toContain('export async function nap() {\n  await');
});

test('a region that is not there is an error that says what to write', () => {
  expect(() => sourceRegion(SOURCE, 'dream')).toThrow(CourseError);
  expect(() => sourceRegion(SOURCE, 'dream')).toThrow(/'dream'/);
});
