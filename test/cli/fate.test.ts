import { expect, test } from 'vitest';
import { Fate, type FateOptions } from '../../src/cli/fate.ts';
import type { Moment } from '../../src/runtime/reaper.ts';

const about = { run: 'saga-1', member: '' };
const moments: readonly Moment[] = [3, 9, 15, 21, 27, 33].flatMap((event): Moment[] => [
  { ...about, kind: 'task', event },
  { ...about, kind: 'before', event: event + 2, name: 'pay', attempt: 1 },
  { ...about, kind: 'after', event: event + 2, name: 'pay', attempt: 1 },
]);

const chosen = (options: Partial<FateOptions>, list = moments) => {
  const fate = new Fate({ seed: 1, kills: 99, at: [], ...options });
  return list.filter((moment) => fate.strikes(moment));
};

test('one seed kills at the same moments, in whatever order they come', () => {
  const once = chosen({ seed: 7 });
  expect(once.length).toBeGreaterThan(0);
  expect(once.length).toBeLessThan(moments.length);
  expect(chosen({ seed: 7 })).toEqual(once);
  expect(new Set(chosen({ seed: 7 }, moments.toReversed()))).toEqual(new Set(once));
});

test('another seed kills elsewhere', () => {
  const ways = [1, 2, 3, 4, 5].map((seed) => JSON.stringify(chosen({ seed })));
  expect(new Set(ways).size).toBe(5);
});

test('it kills no more often than it may', () => {
  expect(chosen({ kills: 2 })).toHaveLength(2);
  expect(chosen({ kills: 0 })).toEqual([]);
});

test('a third attempt is let through', () => {
  const third = moments.map((moment) => ({ ...moment, attempt: 3 }));
  for (const seed of [1, 2, 3]) expect(chosen({ seed }, third)).toEqual([]);
});

test('at an event: where the activity that it scheduled took effect', () => {
  expect(chosen({ at: [11] })).toEqual([
    { ...about, kind: 'after', event: 11, name: 'pay', attempt: 1 },
  ]);
});

test('at an event of which a workflow task learns: in that task; and once for each that is named', () => {
  expect(chosen({ at: [20, 7] })).toEqual([
    { ...about, kind: 'task', event: 9 },
    { ...about, kind: 'task', event: 21 },
  ]);
});

test('from the beginning, everything may come again', () => {
  const fate = new Fate({ seed: 1, kills: 1, at: [] });
  const first = moments.filter((moment) => fate.strikes(moment));
  fate.begin();
  expect(moments.filter((moment) => fate.strikes(moment))).toEqual(first);
});
