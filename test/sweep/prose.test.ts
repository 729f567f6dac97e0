import { describe, expect, test } from 'vitest';
import { pictures, prose, proseOf } from '../../src/sweep/prose.ts';

const WORDS = `${'A letter is posted and it goes away. '.repeat(120)}\n`;
const PAGE = `---
title: The letter
description: Post a letter.
---

import Thing from './thing.astro';

## Once

${WORDS}
### Twice

## Never

\`\`\`sh
#### no heading
\`\`\`
`;

const problems = (page: string, others: Record<string, string> = {}) => {
  const lesson = { 'index.mdx': page, ...others };
  const files = { folder: '01-letter', lesson, kata: {}, solution: {} };
  return [...prose(files), ...pictures(files)].map(({ where, wrong }) => `${where} ${wrong}`);
};

test('a page of a good length, in order and with texts for its pictures, has no problem', () => {
  const told = '![a stamp](stamp.png)\n<img src="a.png" alt="a box" />\n';
  const drawing = { 'thing.astro': '<svg role="img" aria-labelledby="a b"><title>A</title></svg>' };
  expect(problems(`${PAGE}\n${told}`, drawing)).toEqual([]);
});

test('a page that is still to be written is left alone', () => {
  expect(problems('## Once\n\nTODO(author): write it.\n')).toEqual([]);
});

describe('told is', () => {
  test.each([
    ['a page that is too short', PAGE.replace(WORDS, ''), 'has 8 words.'],
    ['one that is too long', PAGE.replace(WORDS, WORDS.repeat(2)), 'has 1928 words.'],
    [
      'a heading two levels below',
      PAGE.replace('### Twice', '#### Twice'),
      "skips a level above the heading 'Twice'.",
    ],
    [
      'a first heading that is too deep',
      PAGE.replace('## Once', '### Once'),
      "skips a level above the heading 'Once'.",
    ],
    [
      'a second title',
      PAGE.replace('## Never', '# Never'),
      "has the heading 'Never' on the level of its title.",
    ],
    [
      'a picture without a text',
      `${PAGE}\n![](stamp.png)\n`,
      'has a picture without a text: ![](stamp.png)',
    ],
    [
      'an image with an empty one',
      `${PAGE}\n<img src="stamp.png" alt="" />\n`,
      'has a picture without a text: <img src="stamp.png" alt="" />',
    ],
  ])('%s', (_, page, wrong) => {
    expect(problems(page)).toEqual([`lessons/01-letter/index.mdx ${wrong}`]);
  });

  test('a drawing without a name', () => {
    expect(problems(PAGE, { 'thing.astro': '<svg viewBox="0 0 1 1"></svg>' })).toEqual([
      'lessons/01-letter/thing.astro has a picture without a text: <svg viewBox="0 0 1 1">',
    ]);
  });
});

test('what a person reads of a page', () => {
  const page = `---
title: 'A title'
minutes: { read: 1 }
description: Told.
---

import A from './a.astro';
import B from './b.astro';

export const undoes = {
  book: 'cancel',
};

Read \`code\` [here](https://example.org/path), <A of="x > y" /> twice.

\`\`\`ts
const unread = 1;
\`\`\`
`;
  expect(proseOf(page).split(/\s+/).join(' ').trim()).toBe("'A title' Told. Read [here], twice.");
});
