import { expect, test } from 'vitest';
import { verdictText } from '../../src/cli/verdict-text.ts';
import type { Answer } from '../../src/course/answer.ts';
import type { Kata } from '../../src/course/kata.ts';
import type { Diagnosis } from '../../src/kit/diagnosis.ts';
import { runHistory } from '../../src/kit/run-history.ts';
import { historyLines } from '../../src/kit/lines.ts';
import type { CheckResult, Verdict } from '../../src/kit/verdict.ts';
import { numbered, subject, task, type Told } from '../kit/histories.ts';

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

function shown(printed: string, { read = DIAGNOSIS.read, ...more }: Partial<Check> = {}): string {
  const { history, ...diagnosis } = more;
  const check = {
    id: 'letter/once',
    promise: 'one letter is posted',
    milliseconds: 1,
    ...(history ? { history } : {}),
  };
  const verdict: Verdict = {
    kata: 'letter',
    verdict: 'fail',
    checks: [{ ...check, outcome: 'fail', diagnosis: { ...DIAGNOSIS, ...diagnosis, read } }],
    printed: { text: printed, bytes: printed.length },
    milliseconds: 1,
  };
  return verdictText({ kata: KATA, answer: ANSWER, verdict }, 80);
}

/** What a failed check says, and the run that it keeps. */
type Check = Diagnosis & Pick<CheckResult, 'history'>;

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
  expect(shown('', { read })).toContain(line);
});

/** The lines of a history as a failed check shows them. */
function linesOf(told: readonly Told[], more: Partial<Check> = {}): string[] {
  const events = numbered([{ type: 'WorkflowExecutionStarted' }, ...task, ...told]);
  const lines = historyLines({ events }, ({ type }) => type === 'ActivityTaskTimedOut');
  const text = shown('', { lines, history: runHistory(subject(events)), ...more });
  return text.split('\n').filter((line) => /^ {4}[▶ ] /u.test(line) || /^ {18}/.test(line));
}

const scheduled: Told = { type: 'ActivityTaskScheduled', name: 'post' };
const cause = {
  type: 'Lost',
  message: 'the van broke down on its way to the mill',
  retryable: true,
};
const failure = { type: 'TimeoutFailure', message: '', timeout: 'start-to-close', cause } as const;

test('bars stand beside the lines of a failed check where two things go on at once', () => {
  const together: readonly Told[] = [
    scheduled,
    { type: 'TimerStarted', duration: 60_000 },
    { type: 'ActivityTaskTimedOut', of: 5, failure: { ...failure, retryable: true } },
    { type: 'TimerFired', of: 6, at: 60_000 },
  ];
  expect(linesOf(together)).toEqual([
    '      5  +0 s    ┌   post scheduled',
    '      6  +0 s    │┌  timer of 1 min started',
    '    ▶ 7  +0 s    ✗┊  post timed out: start-to-close timeout (Lost, the van broke',
    '                  ┊  down on its way to the mill)',
    '      8  +1 min   └  timer of 1 min fired',
  ]);
  // Of another history nothing is known.
  const heading = { text: 'History of the child', heading: true, marked: false };
  const lines = [heading, { event: 5, at: 0, text: 'a', marked: true }, heading];
  expect(linesOf(together, { lines }).join()).not.toContain('┌');
});

test('no bars stand where one thing comes after the other', () => {
  const lines = linesOf([
    scheduled,
    { type: 'ActivityTaskCompleted', of: 5 },
    scheduled,
    { type: 'ActivityTaskCompleted', of: 7 },
  ]);
  expect(lines).toHaveLength(4);
  expect(lines.join()).not.toMatch(/[┌└]/);
});
