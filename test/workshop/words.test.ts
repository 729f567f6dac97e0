import { expect, test } from 'vitest';
import { inHours, listed } from '../../src/workshop/pages/words.ts';
import { sentence } from '../../src/kit/sentence.ts';

test('long times are told in hours', () => {
  expect([0, 14, 59, 60, 193].map(inHours)).toEqual([
    '0 min',
    '14 min',
    '59 min',
    '1 h',
    '3 h 13 min',
  ]);
});

test('a name that ends with a sign gets none besides', () => {
  expect(['Saga', 'Which waits are yours?'].map(listed)).toEqual([
    'Saga,',
    'Which waits are yours?',
  ]);
  expect(['You are Ada', 'You are Dóra K.'].map(sentence)).toEqual([
    'You are Ada.',
    'You are Dóra K.',
  ]);
});
