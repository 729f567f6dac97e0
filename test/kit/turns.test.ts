import { expect, test } from 'vitest';
import type { Run } from '../../src/kit/run.ts';
import type { ActivityTask } from '../../src/kit/runtime.ts';
import { inTurn } from '../../src/kit/turns.ts';
import { fails, flaky } from '../../src/kit/faults.ts';
import type { Fault } from '../../src/kit/world.ts';
import { meters } from './meters.ts';
import { failure, openFixtures, passes } from './runs.ts';

const fixtures = openFixtures();
const ALL = ['gas', 'heat', 'power', 'water'];
const NEWEST_FIRST = [...ALL].reverse();

test('answers come in the order that the check wants', async () => {
  const suite = await fixtures.load('reads-all-at-once', meters);
  await passes(suite, async ({ run, expect: expectRun }) => {
    for (const order of [NEWEST_FIRST, ['heat', 'water', 'gas', 'power']]) {
      const faults = { byName: { read: inTurn(suite.runtime, placeIn(order)) } };
      const done = await run('readAll', [ALL], { faults });
      expectRun(done).toHaveReturned(order.map((meter) => `reading of ${meter}`));
      expect(shape(done)).toEqual(['4 open', '3 open', '2 open', '1 open']);
    }
  });
});

test('an activity that is not scheduled yet is not waited for', async () => {
  const suite = await fixtures.load('reads-one-by-one', meters);
  await passes(suite, async ({ run, expect: expectRun }) => {
    const faults = { byName: { read: inTurn(suite.runtime, placeIn(NEWEST_FIRST)) } };
    const done = await run('readAll', [ALL], { faults });
    expectRun(done).toHaveReturned(ALL.map((meter) => `reading of ${meter}`));
  });
});

test('the order bears a Worker that forgets, and another fault on top', async () => {
  const suite = await fixtures.load('reads-all-at-once', meters);
  await passes(suite, async ({ run, expect: expectRun }) => {
    const busy = flaky('Busy', 'the meter is busy', { times: 1 });
    const fault: Fault = async (task, act, world) =>
      meterOf(task) === 'water' ? busy(task, act, world) : act();
    const read = inTurn(suite.runtime, placeIn(NEWEST_FIRST), { fault });
    const done = await run('readAll', [ALL], { worker: 'lost', faults: { byName: { read } } });
    // The water meter had the first turn, and its second attempt comes when time passes.
    const order = ['power', 'heat', 'gas', 'water'];
    expectRun(done).toHaveReturned(order.map((meter) => `reading of ${meter}`));
  });
});

test('something is done to the run between two answers', async () => {
  const suite = await fixtures.load('reads-all-at-once', meters);
  await passes(suite, async ({ run, expect: expectRun }) => {
    const read = inTurn(suite.runtime, placeIn(NEWEST_FIRST), {
      meanwhile: { after: 2, act: (id) => suite.runtime.cancel(id) },
    });
    const done = await run('readAll', [ALL], { faults: { byName: { read } } });
    expectRun(done).toHaveBeenCancelled();
    expect(done.activities.map(({ outcome }) => outcome)).toEqual([
      'open',
      'open',
      'completed',
      'completed',
    ]);
  });
});

test('a workflow that hears no more answers is not waited for', async () => {
  const suite = await fixtures.load('breaks-at-the-first-reading', meters);
  const { happened } = await failure(suite, ({ run }) =>
    run('readAll', [ALL], {
      faults: { byName: { read: inTurn(suite.runtime, placeIn(NEWEST_FIRST)) } },
    }),
  );
  expect(happened).toContain("can't make sense of the reading of water");
});

test('the first error is the one that the check wants', async () => {
  const suite = await fixtures.load('reads-all-at-once', meters);
  await passes(suite, async ({ run, expect: expectRun }) => {
    const fault: Fault = (task, act, world) =>
      fails(`${meterOf(task)}IsStuck`, 'the meter does not turn')(task, act, world);
    const read = inTurn(suite.runtime, placeIn(NEWEST_FIRST), { fault });
    const done = await run('readAll', [ALL], { faults: { byName: { read } } });
    expectRun(done).toHaveFailedWith('waterIsStuck');
  });
});

function placeIn(order: readonly string[]) {
  return (task: ActivityTask) => order.indexOf(meterOf(task));
}

function meterOf({ args }: ActivityTask): string {
  return (args[0] as { meter: string }).meter;
}

/** How many activities were open when each one was answered. */
function shape({ activities, events }: Run): string[] {
  return events
    .filter(({ type }) => type === 'ActivityTaskCompleted')
    .map(({ id }) => {
      const open = activities.filter(
        ({ scheduled, closed }) => scheduled.id < id && !(closed && closed.id < id),
      );
      return `${open.length} open`;
    });
}
