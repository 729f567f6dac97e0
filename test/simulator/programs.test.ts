import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Comparer } from './program/compare.ts';
import { playOf } from './program/generate.ts';

/** So many are played at the same time. */
const AT_ONCE = 20;
const PROGRAMS = 200;

describe('generated programs do the same on the simulator as on the official server', () => {
  const comparer = new Comparer();
  beforeAll(() => comparer.open());
  afterAll(() => comparer.close());

  for (let first = 1; first <= PROGRAMS; first += AT_ONCE) {
    const seeds = Array.from({ length: AT_ONCE }, (_, index) => first + index);
    test(`seeds ${first} to ${first + AT_ONCE - 1}`, async () => {
      const compared = await comparer.compare(seeds);
      expect(compared.length).toBeGreaterThan(AT_ONCE - 2);
      const different = compared.filter(({ differences }) => differences.length > 0);
      expect(different).toEqual([]);
      // Changed programs are found out, unless the change is in what was never done.
      const refused = compared.reduce((sum, one) => sum + one.refused, 0);
      expect(refused).toBeGreaterThan(AT_ONCE);
      // Even the grouping is the same for most: where it is not, somebody was faster.
      const same = compared.filter(({ sameGrouping }) => sameGrouping);
      expect(same.length).toBeGreaterThan(AT_ONCE / 3);
    });
  }
});

test('a seed is the same program at all times, and another one than its neighbour', () => {
  expect(playOf(7)).toEqual(playOf(7));
  expect(playOf(7)).not.toEqual(playOf(8));
});

test('the programs have everything in them that a program can have', () => {
  const text = JSON.stringify(Array.from({ length: PROGRAMS }, (_, seed) => playOf(seed + 1)));
  const steps = new Set([...text.matchAll(/"do":"(\w+)"/g)].map(([, step]) => step));
  expect(steps).toEqual(
    new Set([
      'activity',
      'again',
      'all',
      'attempt',
      'child',
      'deprecate',
      'giveUp',
      'mark',
      'patched',
      'race',
      'remember',
      'shield',
      'sleep',
      'tell',
      'throw',
      'wait',
      'within',
    ]),
  );
  for (const how of ['signal', 'update', 'cancel']) expect(text).toContain(`"how":{"${how}"`);
});
