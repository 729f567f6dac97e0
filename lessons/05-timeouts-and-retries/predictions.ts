import { event, next, type Prediction } from '../../src/recording/prediction.ts';
import down from './recordings/down.json' with { type: 'json' };
import hangs from './recordings/hangs.json' with { type: 'json' };
import mistyped from './recordings/mistyped.json' with { type: 'json' };

const HOUR_MS = 3_600_000;

export const predictions: readonly Prediction[] = [
  {
    run: hangs,
    look: event(hangs, 'ActivityTaskStarted'),
    recorded: next(hangs, event(hangs, 'ActivityTaskScheduled')),
    claims: [
      { type: 'ActivityTaskStarted', attempt: 1 },
      { type: 'ActivityTaskTimedOut' },
      { type: 'TimerStarted' },
      { type: 'ActivityTaskStarted', attempt: 2 },
    ],
  },
  {
    run: down,
    look: event(down, 'ActivityTaskFailed'),
    // Before the hour is over, at that moment, or after it.
    recorded: Math.sign(event(down, 'ActivityTaskFailed').at - HOUR_MS),
    claims: [0, -1, 1],
  },
  {
    run: mistyped,
    look: event(mistyped, 'ActivityTaskStarted'),
    recorded: event(mistyped, 'ActivityTaskStarted').attempt ?? 1,
    claims: [1, 3, 42, 3600],
  },
];
