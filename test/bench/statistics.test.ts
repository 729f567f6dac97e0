import { expect, test } from 'vitest';
import { median, percentile, timing } from '../../bench/statistics.ts';

test.each([
  [[7], 7],
  [[3, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
  [[10, 9, 100, 8, 11], 10],
])('the median of %j is %d', (samples, expected) => {
  expect(median(samples)).toBe(expected);
});

test.each([
  ['of twenty, the 19th', Array.from({ length: 20 }, (_, index) => 20 - index), 95, 19],
  ['of a hundred, the 95th', Array.from({ length: 100 }, (_, index) => index + 1), 95, 95],
  ['of a few, the largest', [3, 1, 2], 95, 3],
  ['of one, that one', [5], 95, 5],
  ['at 50, the lower middle', [1, 2, 3, 4], 50, 2],
  ['at 0, the smallest', [2, 1], 0, 1],
])('a percentile is a sample that was taken: %s', (_, samples, percent, expected) => {
  expect(percentile(samples, percent)).toBe(expected);
});

test('a timing keeps the samples in their order and sums them up', () => {
  expect(timing([30, 10, 20])).toEqual({
    samples: [30, 10, 20],
    median: 20,
    p95: 30,
    least: 10,
    most: 30,
  });
});

test('nothing cannot be summed up', () => {
  expect(() => timing([])).toThrow(RangeError);
});
