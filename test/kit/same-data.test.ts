import { expect, test } from 'vitest';
import { sameData } from '../../src/kit/same-data.ts';

test.for([
  [undefined, undefined],
  [1, 1],
  [
    { outcome: 'paid', paid: [{ one: 1, two: 2 }] },
    { paid: [{ two: 2, one: 1 }], outcome: 'paid' },
  ],
  [{ left: undefined }, {}],
])('%j and %j are the same data', ([one, other]) => {
  expect(sameData(one, other)).toBe(true);
});

test.for([
  [undefined, null],
  [1, '1'],
  [
    [1, 2],
    [2, 1],
  ],
  [{ paid: 1 }, { paid: 2 }],
  [{ paid: 1 }, { paid: 1, more: 1 }],
  [[], {}],
])('%j and %j are not', ([one, other]) => {
  expect(sameData(one, other)).toBe(false);
});
