import { expect, test } from 'vitest';
import { hintsOf } from '../../src/course/hints.ts';

test('each ## heading begins a hint; what stands above the first one is for authors', () => {
  const markdown =
    '# For authors\n\n## Look\n\nAt the history.\n\n### In it\n\nEvent 5.\n\n## Think\n';
  expect(hintsOf(markdown)).toEqual([
    { title: 'Look', text: 'At the history.\n\n### In it\n\nEvent 5.' },
    { title: 'Think', text: '' },
  ]);
});

test('line endings of Windows make no difference', () => {
  expect(hintsOf('## Look\r\n\r\nAt the history.\r\n')).toEqual([
    { title: 'Look', text: 'At the history.' },
  ]);
});

test('no headings, no hints', () => {
  expect(hintsOf('')).toEqual([]);
  expect(hintsOf('Only text.')).toEqual([]);
});
