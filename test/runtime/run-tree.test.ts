import { expect, test } from 'vitest';
import type { Place } from '../../src/kit/place.ts';
import { RunTree } from '../../src/runtime/run-tree.ts';
import type { RunWatch } from '../../src/runtime/run-watch.ts';

test('a chain is followed to its end, also when somebody else has seen the next run first', async () => {
  const first = Promise.withResolvers<void>();
  const watch = (place: Place) =>
    ({
      place,
      member: place.link === 1 ? '' : `run${place.link}`,
      closed: true,
      events: [],
      successors: () => (place.link < 2 ? [{ runId: `run-${place.link + 1}` }] : []),
      trouble: () => undefined,
      settled: async () => {
        if (place.link === 1) await first.promise;
        return { state: place.link < 2 ? 'continued' : 'completed', events: [] };
      },
    }) as unknown as RunWatch;
  const tree = new RunTree({ id: 'w', runId: 'run-1', base: '', link: 1 }, {}, watch);
  const settled = tree.settled(
    1000,
    async (runIds) => runIds.map(() => []),
    async () => undefined,
  );
  await tree.readAll();
  first.resolve();
  expect(await settled).toMatchObject({ state: 'completed' });
});
