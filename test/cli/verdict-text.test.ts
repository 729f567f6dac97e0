import { expect, test } from 'vitest';
import { verdictText } from '../../src/cli/verdict-text.ts';
import type { Answer } from '../../src/course/answer.ts';
import type { Kata } from '../../src/course/kata.ts';
import type { Diagnosis } from '../../src/kit/diagnosis.ts';
import type { Verdict } from '../../src/kit/verdict.ts';

const KATA = { slug: 'letter', lesson: { folder: '01-letter' } } as Kata;
const ANSWER: Answer = { files: {}, folder: 'answers/01-letter', untouched: false };
const DIAGNOSIS: Diagnosis = {
  check: 'letter/once',
  promise: 'one letter is posted',
  expected: 'One letter is posted.',
  happened: 'None was.',
  lines: [],
  hurts: 'Somebody waits for it.',
  read: 'letter#once',
};

function shown(printed: string, read = DIAGNOSIS.read): string {
  const check = { id: 'letter/once', promise: 'one letter is posted', milliseconds: 1 };
  const verdict: Verdict = {
    kata: 'letter',
    verdict: 'fail',
    checks: [{ ...check, outcome: 'fail', diagnosis: { ...DIAGNOSIS, read } }],
    printed: { text: printed, bytes: printed.length },
    milliseconds: 1,
  };
  return verdictText({ kata: KATA, answer: ANSWER, verdict }, 80);
}

/** What is shown of what an answer printed. */
function output(printed: string): string[] {
  const [, text = ''] = shown(printed).split('Your code printed:\n');
  return text.split('\n').map((line) => line.trim());
}

const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`);

test('of much that an answer prints, its beginning and its end are shown', () => {
  expect(output(lines(40).join('\n'))).toEqual([
    ...lines(6),
    '… and more …',
    ...lines(40).slice(-6),
  ]);
});

test('a single line is not left out', () => {
  expect(output(lines(13).join('\n'))).toEqual(lines(13));
});

test.each([
  ['a heading of a lesson', 'letter#once', 'Read      lessons/letter/#once  (npm run site)'],
  ['a whole lesson', 'letter', 'Read      lessons/letter/  (npm run site)'],
])('a failed check may send to %s', (_, read, line) => {
  expect(shown('', read)).toContain(line);
});
