import type { ActivityReply, ActivityTask, Runtime } from '../../src/kit/runtime.ts';
import { Turns } from '../../src/kit/turns.ts';
import type { Recording } from '../../src/recording/recording.ts';

const SHELVES = { maps: ['M1', 'M2'], poems: ['P1', 'P2'], travels: ['T1', 'T2'] };
const TWO = { id: 'archive', shelves: { maps: SHELVES.maps, poems: SHELVES.poems } };
const ORDER = Object.values(SHELVES).flat();

function boxOf({ args: [box] }: ActivityTask): string {
  return String(box);
}

function reads(): ActivityReply {
  return { kind: 'completed', result: { read: 250, damaged: [] } };
}

/** The scanner can't read one box at all. */
function cannotRead(bad: string): (box: string) => ActivityReply {
  return (box) =>
    box === bad
      ? {
          kind: 'failed',
          failure: { type: 'DiskBroken', message: `box ${bad} can't be read`, retryable: false },
        }
      : reads();
}

/** Boxes are read one at a time, in an order of ours: no race decides what is recorded. */
function inOrder(
  reply: (box: string) => ActivityReply,
  order = ORDER,
): Pick<Recording, 'perform' | 'meanwhile'> {
  const known = Promise.withResolvers<Runtime>();
  const runs = new Map<string, Turns>();
  return {
    meanwhile: async (runtime) => known.resolve(runtime),
    async perform(task) {
      const runtime = await known.promise;
      const turns = runs.get(task.run) ?? new Turns(runtime, (one) => order.indexOf(boxOf(one)));
      runs.set(task.run, turns);
      await turns.wait(task);
      turns.answered(task, false);
      return reply(boxOf(task));
    },
  };
}

export const recordings: readonly Recording[] = [
  {
    file: 'shelf',
    title: 'One shelf of two boxes',
    about: 'The child’s own history: an activity for each box.',
    code: 'archive.ts',
    workflow: 'checkShelf',
    args: [SHELVES.maps],
    ...inOrder(reads),
  },
  {
    file: 'archive',
    title: 'The parent of two shelves, one at a time',
    about: 'Each child is three events here, whatever it does. No box is in this history.',
    code: 'archive.ts',
    workflow: 'checkArchive',
    args: [TWO, 1],
    ...inOrder(reads),
  },
  {
    file: 'contained',
    title: 'A shelf that fails',
    about: 'A disk of the first shelf is broken. The parent writes that down and goes on.',
    code: 'archive.ts',
    workflow: 'checkArchive',
    args: [TWO, 1],
    ...inOrder(cannotRead('M1')),
  },
  {
    file: 'hasty',
    title: 'The first failure ends everything (wrong)',
    about: 'The same broken disk. The second shelf is still being read when its parent fails.',
    code: 'archive-hasty.ts',
    workflow: 'checkArchiveHasty',
    args: [TWO],
    ...inOrder(cannotRead('M1')),
  },
  {
    file: 'left-behind',
    title: 'Left behind, when it has started',
    about: 'The parent waits for the start, and for nothing else.',
    code: 'archive-orphans.ts',
    workflow: 'leaveBehind',
    args: [SHELVES.maps],
    perform: reads,
  },
  {
    file: 'too-early',
    title: 'Left behind too early (wrong)',
    about: 'The request for the child and the end of its parent come from one workflow task.',
    code: 'archive-orphans.ts',
    workflow: 'leaveTooEarly',
    args: [SHELVES.maps],
    perform: reads,
  },
];
