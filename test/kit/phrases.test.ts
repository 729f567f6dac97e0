import { expect, test } from 'vitest';
import { count, done, list, show } from '../../src/kit/phrases.ts';

test.each([
  [[], 'nothing'],
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c'], 'a, b and c'],
])('the list %j is “%s”', (words, text) => {
  expect(list(words)).toBe(text);
});

test.each([
  [0, 'never', 'never done'],
  [1, 'once', 'done once'],
  [2, 'twice', 'done twice'],
  [3, '3 times', 'done 3 times'],
])('%i is “%s”, “%s”', (times, text, sentence) => {
  expect(count(times)).toBe(text);
  expect(done('done', times)).toBe(sentence);
});

test('a value is shown as JSON, and cut off where it gets long', () => {
  expect(show(undefined)).toBe('nothing');
  expect(show(null)).toBe('null');
  expect(show({ a: [1, 'b'], c: {} })).toBe('{ "a": [ 1, "b" ], "c": {} }');
  expect(show('two\n  lines')).toBe('"two\\n  lines"');
  const offers = [
    { from: 'the harbour', reason: '' },
    { from: 'the northern gate', reason: '' },
  ];
  expect(show({ offers, missing: 'suppliers who said nothing' })).toBe(
    '{ "offers": [ { "from": "the harbour", "reason": "" }, { "from": "the northern gate", "reason": "" } ], "missing": …',
  );
  expect(show('x'.repeat(500))).toBe(`"${'x'.repeat(118)}…`);
});
