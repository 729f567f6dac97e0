import { describe, expect, test } from 'vitest';
import { onOneLine, printDiagnosis, wrap, type Diagnosis } from '../../src/kit/diagnosis.ts';
import { printed } from './runs.ts';

const DIAGNOSIS: Diagnosis = {
  check: 'desk/answers',
  promise: 'every customer is answered',
  expected: 'openTicket is scheduled once.',
  happened: 'It was never scheduled.',
  lines: [],
  hurts: 'A customer waits for ever.',
  read: 'desk#answers',
};

/** A diagnosis in which everything is long. */
const LONG: Diagnosis = {
  ...DIAGNOSIS,
  when: `The Worker dies right after ${'reserve'.repeat(16)} took effect, before anybody hears.`,
  happened: `It was given {"text":"${'x'.repeat(200)}"}, which ${'nobody ever asked for, '.repeat(9)}`,
  lines: [
    { event: 5, at: 0, text: 'openTicket scheduled', marked: false },
    { event: 12_345, at: 815_000, text: `openTicket failed: ${'y'.repeat(150)}`, marked: true },
    { at: 31 * 86_400_000, text: 'in the books: card −40', marked: true },
    { text: '… 12 more', marked: false },
  ],
};

describe('a printed diagnosis', () => {
  test('has a section for each question', () => {
    expect(`\n${printed(DIAGNOSIS)}\n`).toMatchInlineSnapshot(`
      "
        Expected  openTicket is scheduled once.
        Happened  It was never scheduled.
        It hurts  A customer waits for ever.
        Read      desk#answers
      "
    `);
  });

  test('fits into 80 columns, whatever is in it', () => {
    expect(`\n${printed(LONG)}\n`).toMatchInlineSnapshot(`
      "
        When      The Worker dies right after
                  reservereservereservereservereservereservereservereservereservereser
                  vereservereservereservereservereservereserve took effect, before
                  anybody hears.
        Expected  openTicket is scheduled once.
        Happened  It was given
                  {"text":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
                  xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
                  xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
                  xxxxx"}, which nobody ever asked for, nobody ever asked for, nobody
                  ever asked for, nobody ever asked for, nobody ever asked for, nobody
                  ever asked for, nobody ever asked for, nobody ever asked for, nobody
                  ever asked for,

                5  +0 s         openTicket scheduled
          ▶ 12345  +13 min 35 s openTicket failed:
                                yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy
                                yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy
                                yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy
          ▶        +31 days     in the books: card −40
                                … 12 more

        It hurts  A customer waits for ever.
        Read      desk#answers
      "
    `);
  });

  test.each([40, 60, 100, 200])('fits into %i columns', (width) => {
    const longest = Math.max(
      ...printDiagnosis(LONG, { width })
        .split('\n')
        .map((line) => line.length),
    );
    expect(longest).toBeLessThanOrEqual(width);
    expect(longest).toBeGreaterThan(width - 10);
  });

  test('keeps the columns of code under its error', () => {
    const happened = [
      'The file does not parse: Unexpected ";"',
      'answers/07-saga/workflows.ts:12:9  Unexpected ";"',
      '  12 |   await ;',
      '     |         ^',
    ].join('\n');
    expect(`\n${printed({ ...DIAGNOSIS, happened })}\n`).toMatchInlineSnapshot(`
      "
        Expected  openTicket is scheduled once.
        Happened  The file does not parse: Unexpected ";"
                  answers/07-saga/workflows.ts:12:9  Unexpected ";"
                    12 |   await ;
                       |         ^
        It hurts  A customer waits for ever.
        Read      desk#answers
      "
    `);
  });

  test('sends to a second place, where there is one', () => {
    const text = printed({ ...DIAGNOSIS, also: 'desk#tickets' });
    expect(text.split('\n').slice(-2)).toEqual([
      '  Read      desk#answers',
      '            desk#tickets',
    ]);
  });

  test('leaves a link whole', () => {
    const url = `https://example.org/${'lessons/'.repeat(12)}#answers`;
    const text = printDiagnosis(DIAGNOSIS, { link: (read) => `${url}?${read}` });
    expect(text.split('\n').at(-1)).toBe(`  Read      ${url}?desk#answers`);
  });

  test.each([
    ['all that was given, where it fits', 60, 'charge scheduled (key: "a-1", amount: 40)'],
    ['less of it where it does not', 54, 'charge scheduled (key: "a-1", …)'],
    ['nothing of it rather than a second line', 40, 'charge scheduled'],
  ])('shows %s', (_, width, text) => {
    const line = { event: 5, at: 0, text: 'charge scheduled', marked: false };
    const lines = [{ ...line, given: ['key: "a-1"', 'amount: 40'] }];
    const shown = printDiagnosis({ ...DIAGNOSIS, lines }, { width });
    expect(shown.split('\n').find((each) => each.includes('charge'))).toBe(
      `      5  +0 s    ${text}`,
    );
  });

  test.each([
    ['whole', 80, '(by: "approver@example.org", verdict: "reject")'],
    ['cut short, rather than one without the other', 72, '(by: "approver@ex…", verdict: "reject")'],
    ['one without the other, rather than a second line', 60, '(verdict: "reject", …)'],
  ])('shows what a message says: %s', (_, width, told) => {
    const line = { event: 5, at: 0, text: 'signal decide', marked: false };
    const lines = [{ ...line, given: ['by: "approver@example.org"', 'verdict: "reject"'] }];
    const shown = printDiagnosis({ ...DIAGNOSIS, lines }, { width });
    expect(shown.split('\n').find((each) => each.includes('decide'))).toBe(
      `      5  +0 s    signal decide ${told}`,
    );
  });

  test('tells a painter what each part is', () => {
    const parts: string[] = [];
    printDiagnosis(LONG, { paint: (part, text) => (parts.push(part), text) });
    expect(parts.sort().join(' ')).toBe('line line marked marked title title title title title');
  });
});

describe('wrap', () => {
  test.each([
    { why: 'short text', text: 'one two', width: 10, lines: ['one two'] },
    { why: 'an exact fit', text: 'one two six', width: 7, lines: ['one two', 'six'] },
    { why: 'no text', text: '', width: 10, lines: [''] },
    { why: 'line breaks', text: 'one\n\ntwo', width: 10, lines: ['one', '', 'two'] },
    { why: 'a long word', text: 'a abcdefghij b', width: 4, lines: ['a', 'abcd', 'efgh', 'ij b'] },
    { why: 'a margin', text: '  one two', width: 6, lines: ['  one', '  two'] },
    { why: 'colours', text: '\u001b[1;31mred\u001b[0m one', width: 4, lines: ['red', 'one'] },
    { why: 'control characters', text: 'a\r\u0007\tb\u001b', width: 9, lines: ['a  b'] },
    { why: 'wide signs', text: '👍👍👍', width: 4, lines: ['👍👍', '👍'] },
  ])('$why', ({ text, width, lines }) => {
    expect(wrap(text, width)).toEqual(lines);
  });
});

describe('onOneLine', () => {
  test.each([
    { why: 'what fits', text: 'one two', width: 7, line: 'one two' },
    { why: 'what does not, cut between words', text: 'one two', width: 6, line: 'one…' },
    { why: 'a word that just fits', text: 'one two six', width: 8, line: 'one two…' },
    { why: 'a comma before the cut', text: 'one, two six', width: 7, line: 'one…' },
    { why: 'a long word', text: 'abcdefghij', width: 5, line: 'abcd…' },
  ])('$why', ({ text, width, line }) => {
    expect(onOneLine(text, width)).toBe(line);
  });
});
