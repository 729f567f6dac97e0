import type { ActivityReply, ActivityTask, Runtime } from '../../src/kit/runtime.ts';
import type { Recording } from '../../src/recording/recording.ts';
import type { Hold } from './hold-activities.ts';

const hold: Hold = { id: 'hold-7', title: 'Moby-Dick', reader: 'Ada' };

const DAY_MS = 86_400_000;

/** The library does as it is told. */
function obliging(task: ActivityTask): ActivityReply {
  return { kind: 'completed', result: task.name === 'shelve' ? { place: 'H-12' } : undefined };
}

/** The Worker dies in the first attempt of the reminder, before anybody hears how it went. */
function lostReminder(task: ActivityTask): ActivityReply {
  return task.name === 'mailReminder' && task.attempt === 1 ? { kind: 'lost' } : obliging(task);
}

/** Lets the two first activities finish, time pass, and then the reader come. */
async function readerComes(runtime: Runtime, run: string, after: number): Promise<void> {
  let mailed = 0;
  while (mailed < 2) {
    const events = await runtime.resting(run, 0);
    mailed = events.filter(({ type }) => type === 'ActivityTaskCompleted').length;
  }
  await runtime.resting(run, 0);
  await runtime.passTime(after);
  await runtime.signal(run, 'pickedUp', []);
}

export const recordings: readonly Recording[] = [
  {
    file: 'nobody-comes',
    title: 'Nobody comes',
    about: 'Seven days on the shelf, a reminder after five, and then the book goes to the next.',
    code: 'hold.ts',
    workflow: 'holdBook',
    args: [hold],
    perform: obliging,
  },
  {
    file: 'worker-lost',
    title: 'Nobody comes, and the Worker dies all the time',
    about: 'Its memory is lost after every workflow task, and once in the middle of the reminder.',
    code: 'hold.ts',
    workflow: 'holdBook',
    args: [hold],
    worker: 'lost',
    perform: lostReminder,
  },
  {
    file: 'picked-up',
    title: 'Ada comes on the third day',
    about: 'The signal arrives while the workflow waits.',
    code: 'hold.ts',
    workflow: 'holdBook',
    args: [hold],
    perform: obliging,
    meanwhile: (runtime, run) => readerComes(runtime, run, 2 * DAY_MS + DAY_MS / 4),
  },
  {
    file: 'afraid-of-replay',
    title: 'Replay asked about (wrong)',
    about: 'The Worker has died. The next one replays, and skips what the history says was done.',
    code: 'hold-quiet.ts',
    workflow: 'holdAfraidOfReplay',
    args: [hold],
    worker: 'lost',
    perform: obliging,
  },
];
