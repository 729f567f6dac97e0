import { expect, test } from 'vitest';
import { pace } from '../../src/kit/pace.ts';

const items = Array.from({ length: 30 }, (_, index) => index);

test('does the work for every item, some at once', async () => {
  const seen: number[] = [];
  let open = 0;
  let peak = 0;
  await pace(items, async (item) => {
    peak = Math.max(peak, (open += 1));
    await new Promise(setImmediate);
    seen.push(item);
    open -= 1;
  });
  expect(seen.toSorted((one, other) => one - other)).toEqual(items);
  expect(peak).toBeGreaterThan(1);
  expect(peak).toBeLessThan(items.length);
});

test('throws the failure of the first in the list, not of the first in time', async () => {
  const slow = Promise.withResolvers<void>();
  const paced = pace(items, async (item) => {
    if (item === 3) await slow.promise;
    if (item === 29) slow.resolve();
    if (item === 3 || item > 5) throw new Error(`item ${item}`);
  });
  await expect(paced).rejects.toThrow('item 3');
});

test('finishes all items before it throws', async () => {
  let finished = 0;
  const paced = pace(items, async (item) => {
    if (item === 0) throw new Error('item 0');
    await new Promise(setImmediate);
    finished += 1;
  });
  await expect(paced).rejects.toThrow('item 0');
  expect(finished).toBe(items.length - 1);
});

test('also a failure that is thrown at once, or that is no error, is one', async () => {
  await expect(
    pace([1], () => {
      throw new Error('at once');
    }),
  ).rejects.toThrow('at once');
  await expect(pace([1], () => Promise.reject(undefined))).rejects.toBeUndefined();
});

test('with nothing to do it is done', async () => {
  await pace([], () => expect.unreachable());
});
