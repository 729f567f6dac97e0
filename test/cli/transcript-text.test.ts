import { expect, test } from 'vitest';
import { steadyTranscript } from '../../src/cli/transcript-text.ts';

const transcript = `✗ kata/check
  Happened  charge was scheduled (event 7) while reserve (event 5) was still
            open, until event 12.

    ▶  5  +0 s    reserve scheduled
    ▶  7  +0 s    charge scheduled
    ▶ 12  +1 min 3 s  reserve completed
      14  +1 min  charge completed
      18  +1 h 2 min  workflow ended as Failed
`;

test.each([
  ['a later number of an event', transcript.replaceAll('12', '13')],
  ['two completions the other way round', transcript.replace(/( {4}▶ 12.*\n)( {6}14.*\n)/, '$2$1')],
  ['a second more', transcript.replace('+1 min 3 s', '+1 min 4 s').replace('+0 s', '+1 s')],
  [
    'times of more digits, which leave less room',
    transcript
      .replace('+1 min 3 s  reserve', '+1 min 13 s reserve')
      .replace('ended as Failed', 'ended as\n                     Failed'),
  ],
  ['prose that is broken elsewhere', transcript.replace('still\n            open', 'still open')],
])('%s makes no difference', (_, other) => {
  expect(other).not.toBe(transcript);
  expect(steadyTranscript(other)).toBe(steadyTranscript(transcript));
});

test.each([
  ['another event', transcript.replace('charge scheduled', 'refund scheduled')],
  [
    'another order of what was scheduled',
    transcript.replace(/( {4}▶ {2}5.*\n)( {4}▶ {2}7.*\n)/, '$2$1'),
  ],
  ['another mark', transcript.replace('▶  7', '   7')],
  ['an hour more', transcript.replace('+1 h 2 min', '+2 h 2 min')],
  ['a minute more', transcript.replace('+1 min  charge', '+2 min  charge')],
  ['another word', transcript.replace('open', 'closed')],
])('%s does', (_, other) => {
  expect(other).not.toBe(transcript);
  expect(steadyTranscript(other)).not.toBe(steadyTranscript(transcript));
});

test('random ids are equal', () => {
  const one = 'It was given 8ad97e82-4a67-49dc-ae75-b5ebaa92d720.';
  const other = 'It was given 982b3721-444d-4bfe-8ea8-1cd5e995c54c.';
  expect(steadyTranscript(one)).toBe(steadyTranscript(other));
});

test('how wide the column of times is makes no difference', () => {
  const narrow = '    ▶ 23  +0 s   a failed\n                … 15 more';
  const wide = '    ▶ 23  +0 s     a failed\n                  … 15 more';
  expect(steadyTranscript(wide)).toBe(steadyTranscript(narrow));
  expect(steadyTranscript('    ▶ 23  +12 s   a failed\n                … 15 more')).toBe(
    steadyTranscript(narrow),
  );
});

test.each([
  ['an id', '(key: "8ad97e82…d720", amount: 4)', '(key: "982b3721…cabc", amount: 4)'],
  ['the time', '(key: "T-1795566470530")', '(key: "T-1795566489001")'],
])('a step that was given %s is the same with another one', (_, one, other) => {
  const line = (given: string) => `    ▶  5  +0 s    charge scheduled ${given}`;
  expect(steadyTranscript(line(one))).toBe(steadyTranscript(line(other)));
  expect(steadyTranscript(line(one))).not.toBe(steadyTranscript(line('(key: "oak")')));
});

test('nor is a second more in a line that has no number', () => {
  const one = '    ▶     +1 min     chargeCard, attempt 2';
  const other = '    ▶     +1 min 1 s chargeCard, attempt 2';
  expect(steadyTranscript(other)).toBe(steadyTranscript(one));
  expect(steadyTranscript(one.replace('▶', ' '))).not.toBe(steadyTranscript(one));
});

test('nor is another check that fails after the first, a byte, or when a child was started', () => {
  const one = '✗ one\n✓ other\n\n      4  +0 s    child send started\n207 bytes';
  const other = '✗ one\n✗ other\n\n208 bytes';
  expect(steadyTranscript(other)).toBe(steadyTranscript(one));
  expect(steadyTranscript(one.replace('✗ one', '✓ one'))).not.toBe(steadyTranscript(one));
});

test('of bars it only matters whether there are some', () => {
  const without = [
    '      13  +0 s    askPrice completed',
    '    ▶ 23  +0 s    askPrice failed: NoLorry, northgate has no lorry for',
    '                  this load',
    '      27  +0 s    workflow ended as Completed',
  ].join('\n');
  const one = [
    '      13  +0 s    │└  askPrice completed',
    '    ▶ 23  +0 s    ✗   askPrice failed: NoLorry, northgate has no lorry for',
    '                      this load',
    '      27  +0 s        workflow ended as Completed',
  ].join('\n');
  const other = [
    '      13  +0 s    │└  askPrice completed',
    '    ▶ 23  +0 s    │✗  askPrice failed: NoLorry, northgate has no lorry for',
    '                  │   this load',
    '      27  +0 s    │   workflow ended as Completed',
  ].join('\n');
  expect(steadyTranscript(one)).toBe(steadyTranscript(other));
  expect(steadyTranscript(one)).not.toBe(steadyTranscript(without));
});
