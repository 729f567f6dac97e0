import type { ActivityReply, ActivityTask } from '../../src/kit/runtime.ts';
import type { Recording } from '../../src/recording/recording.ts';
import type { Plan } from './night-activities.ts';

const plan: Plan = { id: 'night-7', target: 'M 51', standby: 'Vega' };

const MINUTE_MS = 60_000;

/** A night without trouble; the camera tells which picture it took. */
function fineNight({ name, args }: ActivityTask): ActivityReply {
  return { kind: 'completed', result: name === 'expose' ? `${String(args[1])}.fits` : undefined };
}

/** Asked to cancel, the camera closes its shutter and says so. */
function shutterCloses(task: ActivityTask): ActivityReply {
  return task.name === 'expose' ? { kind: 'cancelled' } : fineNight(task);
}

/**
 * Clouds, and the look at the sky goes on for longer than the run. Its end would race with the
 * next activity, and then chance would decide what is recorded.
 */
function waitsForTheSky(task: ActivityTask): ActivityReply {
  return task.name === 'clearSky' ? { kind: 'lost' } : fineNight(task);
}

/** Clouds for so many minutes after the first look. */
function cloudsFor(minutes: number) {
  return (task: ActivityTask): ActivityReply => {
    const cloudy =
      task.name === 'clearSky' && task.startedAt < task.scheduledAt + minutes * MINUTE_MS;
    if (!cloudy) return fineNight(task);
    const failure = { type: 'Clouds', message: 'clouds over M 51', retryable: true };
    return { kind: 'failed', failure };
  };
}

const args = [plan];

export const recordings: readonly Recording[] = [
  {
    file: 'rain',
    title: 'Cancelled during the exposure',
    about: 'Rain is coming, and somebody cancels. The shutter closes, then the dome.',
    code: 'night.ts',
    workflow: 'observe',
    args,
    perform: shutterCloses,
    cancelDuring: 'expose',
  },
  {
    file: 'rain-open',
    title: 'Cancelled during the exposure, without a shield (wrong)',
    about: 'The same moment. The code that closes the dome runs, and nothing is scheduled.',
    code: 'night-open.ts',
    workflow: 'observeOpen',
    args,
    perform: shutterCloses,
    cancelDuring: 'expose',
  },
  {
    file: 'rain-hasty',
    title: 'Cancelled while the dome opens, with cancellationType left out (wrong)',
    about: 'The dome takes its time. It is told to close, and the run ends, while it still opens.',
    code: 'night-hasty.ts',
    workflow: 'observeHasty',
    args,
    perform: (task) => (task.name === 'openDome' ? { kind: 'lost' } : fineNight(task)),
    cancelDuring: 'openDome',
  },
  {
    file: 'clouds',
    title: 'Clouds for hours',
    about: 'After 30 minutes the search is cancelled by its own scope. The night goes on.',
    code: 'night.ts',
    workflow: 'observe',
    args,
    perform: waitsForTheSky,
  },
  {
    file: 'rain-in-search',
    title: 'Cancelled during the search',
    about: 'Somebody cancels while the search for a clear sky goes on.',
    code: 'night.ts',
    workflow: 'observe',
    args,
    perform: waitsForTheSky,
    cancelDuring: 'clearSky',
  },
  {
    file: 'race-clear',
    title: 'A race that the sky wins (wrong)',
    about: 'The sky is clear after five minutes. Nobody tells the clock.',
    code: 'night-race.ts',
    workflow: 'observeRace',
    args,
    perform: cloudsFor(5),
  },
  {
    file: 'race-clouds',
    title: 'A race that the clock wins (wrong)',
    about: 'Clouds for hours. Nobody tells the search.',
    code: 'night-race.ts',
    workflow: 'observeRace',
    args,
    perform: cloudsFor(300),
  },
];
