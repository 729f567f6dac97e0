import {
  count,
  end,
  event,
  fate,
  next,
  openActivities,
  type Prediction,
  type ToldEvent,
} from '../../src/recording/prediction.ts';
import cancelledDeaf from './recordings/cancelled-deaf.json' with { type: 'json' };
import hasty from './recordings/hasty.json' with { type: 'json' };
import lanes from './recordings/lanes.json' with { type: 'json' };

const [arabic, turkish, ukrainian] = [1, 3, 4].map((nth) =>
  event(lanes, 'ActivityTaskScheduled', 'translate', nth),
) as [ToldEvent, ToldEvent, ToldEvent];

export const predictions: readonly Prediction[] = [
  {
    run: hasty,
    look: event(hasty, 'WorkflowExecutionFailed'),
    recorded: {
      end: end(hasty),
      asked: count(hasty, 'ActivityTaskCancelRequested'),
      open: openActivities(hasty),
    },
    claims: [
      { end: 'Failed', asked: 3 },
      { end: 'Failed', open: 0 },
      { end: 'Failed', asked: 0, open: 3 },
    ],
  },
  {
    run: lanes,
    look: ukrainian,
    recorded: {
      withTurkish: ukrainian.id === turkish.id + 1,
      afterTurkish: next(lanes, turkish, /^ActivityTaskCompleted$/).id < ukrainian.id,
      afterArabic:
        next(lanes, ukrainian, /^ActivityTaskCompleted$/).of !== arabic.id &&
        fate(lanes, arabic) === 'none',
    },
    claims: [
      { withTurkish: true },
      { withTurkish: false, afterTurkish: true, afterArabic: false },
      { afterArabic: true },
    ],
  },
  {
    run: cancelledDeaf,
    look: event(cancelledDeaf, 'WorkflowExecutionCompleted'),
    recorded: end(cancelledDeaf),
    claims: ['Canceled', 'Failed', 'Completed'],
  },
];
