import { event, fate, type Prediction } from '../../src/recording/prediction.ts';
import hot from './recordings/hot.json' with { type: 'json' };
import loop from './recordings/loop.json' with { type: 'json' };
import nobody from './recordings/nobody.json' with { type: 'json' };

/** The recorded picture is a small one. */
const PICTURE_BYTES = 9000;

export const predictions: readonly Prediction[] = [
  {
    run: hot,
    look: event(hot, 'ActivityTaskScheduled', 'findSmokeIn'),
    recorded: hot.events.filter(({ bytes }) => bytes > PICTURE_BYTES).length,
    claims: [1, 3, 0],
  },
  {
    run: loop,
    look: event(loop, 'ActivityTaskScheduled'),
    recorded:
      event(loop, 'ActivityTaskScheduled', 'fetchPicture', 2).id -
      event(loop, 'ActivityTaskScheduled').id,
    claims: [2, 5, 11],
  },
  {
    run: nobody,
    look: event(nobody, 'ActivityTaskScheduled'),
    recorded: fate(nobody, event(nobody, 'ActivityTaskScheduled')),
    claims: ['ActivityTaskFailed', 'none', 'ActivityTaskTimedOut'],
  },
];
