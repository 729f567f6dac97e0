import { expect, test } from 'vitest';
import type { Kata } from '../../src/course/kata.ts';
import { filesHash, suiteVersion } from '../../src/course/suite-version.ts';

const PRISTINE = {
  'workflows.ts': 'export {};\n',
  'workflows.test.ts': 'kata();\n',
  'hints.md': '## Look\n',
};

function version(changes: Record<string, string> = {}): string {
  const pristine = { ...PRISTINE, ...changes };
  return suiteVersion({ pristine, editable: ['workflows.ts'] } as unknown as Kata);
}

test('a suite has another version when what judges changes', () => {
  expect(version({ 'workflows.test.ts': 'kata(2);\n' })).not.toBe(version());
  expect(version({ 'histories/v1.json': '{}' })).not.toBe(version());
});

test('hints and the starting point judge nobody', () => {
  expect(version({ 'hints.md': '## Look well\n' })).toBe(version());
  expect(version({ 'workflows.ts': '// TODO\n' })).toBe(version());
});

test('line endings make no difference, and names do', () => {
  expect(filesHash({ 'a.ts': 'a\r\nb' })).toBe(filesHash({ 'a.ts': 'a\nb' }));
  expect(filesHash({ 'a.ts': 'a' })).not.toBe(filesHash({ 'b.ts': 'a' }));
});
