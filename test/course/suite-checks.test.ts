import { expect, test } from 'vitest';
import { suiteChaos, suiteChecks } from '../../src/course/suite-checks.ts';

test('a suite’s checks are read off its text, in its order', () => {
  const suite = `
    nap.check({ id: 'wakes', promise: 'it wakes up', hurts: 'It’s late.', read: 'waking' }, async () => {});
    nap.check(
      {
        id: 'dreams',
        promise:
          "the sleeper's dream is kept",
        hurts: 'A dream that is lost is lost.',
        read: 'dreaming',
      },
      async () => {},
    );`;
  expect(suiteChecks(suite)).toEqual([
    { id: 'wakes', promise: 'it wakes up', read: 'waking' },
    { id: 'dreams', promise: "the sleeper's dream is kept", read: 'dreaming' },
  ]);
});

test('a check without a heading to read is an error', () => {
  expect(() => suiteChecks(`nap.check({ id: 'a', promise: 'b', }, `)).toThrow(/no 'read'/);
});

test('what chaos must leave true is read off a suite too, where it has chaos', () => {
  const suite = `nap.check({ id: 'a', promise: 'b', hurts: 'c', read: 'd' }, async () => {});`;
  const chaos = `nap.chaos(
    {
      promise: 'a dream survives',
      hurts: 'A dream dies.',
      read: 'dreaming',
    },
    async () => {},
  );`;
  expect(suiteChaos(suite)).toBe(undefined);
  expect(suiteChaos(suite + chaos)).toEqual({
    promise: 'a dream survives',
    hurts: 'A dream dies.',
    read: 'dreaming',
  });
  expect(suiteChecks(suite + chaos)).toHaveLength(1);
});
