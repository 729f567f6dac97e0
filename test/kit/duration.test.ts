import { expect, test } from 'vitest';
import { clock, duration } from '../../src/kit/duration.ts';

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1000, '1 s'],
  [1500, '1.5 s'],
  [59_999, '59.999 s'],
  [999.6, '1 s'],
  [60_000, '1 min'],
  [89_600, '1 min 30 s'],
  [90_000, '1 min 30 s'],
  [3_599_000, '59 min 59 s'],
  [3_600_000, '1 h'],
  [3_599_700, '1 h'],
  [3_629_000, '1 h'],
  [3_810_000, '1 h 4 min'],
  [3_840_000, '1 h 4 min'],
  [86_399_999, '1 day'],
  [86_400_000, '1 day'],
  [88_200_000, '1 day 30 min'],
  [89_999_000, '1 day 1 h'],
  [90_000_000, '1 day 1 h'],
  [92_000_000, '1 day 2 h'],
  [2_592_000_000, '30 days'],
])('a length of %i ms is %s', (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

test.each([
  [0, '+0 s'],
  [999, '+0 s'],
  [1999, '+1 s'],
  [90_000, '+1 min 30 s'],
  [119_999, '+1 min 59 s'],
  [3_600_999, '+1 h'],
  [3_839_999, '+1 h 3 min'],
  [86_399_999, '+23 h 59 min'],
  [86_459_999, '+1 day'],
  [88_227_578, '+1 day 30 min'],
  [91_800_000, '+1 day 1 h'],
  [2_588_340_000, '+29 days 22 h'],
  [2_588_400_000, '+29 days 23 h'],
  [2_591_940_000, '+29 days 23 h 59 min'],
  [2_592_000_000, '+30 days'],
])('a moment %i ms after the start is %s', (milliseconds, text) => {
  expect(clock(milliseconds)).toBe(text);
});
