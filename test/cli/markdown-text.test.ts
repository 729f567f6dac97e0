import { expect, test } from 'vitest';
import { markdownText } from '../../src/cli/markdown-text.ts';

test('paragraphs and lists are wrapped, and code stays as it is', () => {
  const markdown = [
    'One two three four',
    'five six.',
    '',
    '- A first thing to do',
    '- and a second',
    '',
    '```ts',
    'const longEnoughToBeWrapped = true;',
    '```',
    '',
    '1. Look.',
  ].join('\n');
  expect(markdownText(markdown, 16)).toEqual([
    'One two three',
    'four five six.',
    '',
    '- A first thing',
    '  to do',
    '- and a second',
    '',
    'const longEnoughToBeWrapped = true;',
    '',
    '1. Look.',
  ]);
});
