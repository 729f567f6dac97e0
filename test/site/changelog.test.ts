import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changelogParts } from '../../site/components/changelog.ts';
import { ROOT } from './astro.ts';

test('the changelog is read by its versions, with the day of each that is released', async () => {
  const text =
    '# Changelog\n\nAbout it.\n\n## 0.2.0, unreleased\n\n- b\n\n## 0.1.0, 2026-03-01\n\n- a\n';
  expect(changelogParts(text)).toEqual([
    { version: '0.2.0', text: '- b' },
    { version: '0.1.0', date: '2026-03-01', text: '- a' },
  ]);
  const ours = changelogParts(await readFile(join(ROOT, 'CHANGELOG.md'), 'utf8'));
  expect(ours.length).toBeGreaterThan(0);
  expect(ours.every((part) => part.text.startsWith('### '))).toBe(true);
});

test('a heading that is no version is refused, with what to write', () => {
  expect(() => changelogParts('# Changelog\n\n## Soon\n')).toThrow("the heading 'Soon'");
});
