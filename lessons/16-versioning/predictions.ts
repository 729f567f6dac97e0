import {
  count,
  event,
  next,
  nextScheduled,
  type Prediction,
} from '../../src/recording/prediction.ts';
import loopFlips from './recordings/loop-flips.json' with { type: 'json' };
import printing from './recordings/printing.json' with { type: 'json' };
import twice from './recordings/twice.json' with { type: 'json' };

export const predictions: readonly Prediction[] = [
  {
    run: printing,
    look: event(printing, 'ActivityTaskScheduled', 'handOver'),
    // The printing is the second wait.
    recorded: next(printing, event(printing, 'TimerFired', undefined, 2)),
    claims: [
      { type: 'MarkerRecorded' },
      { type: 'ActivityTaskScheduled', name: 'handOver' },
      { type: 'WorkflowTaskFailed' },
    ],
  },
  {
    run: twice,
    look: event(twice, 'MarkerRecorded'),
    recorded: count(twice, 'MarkerRecorded'),
    claims: [2, 1, count(twice, 'WorkflowTaskCompleted')],
  },
  {
    run: loopFlips,
    look: event(loopFlips, 'MarkerRecorded'),
    recorded: nextScheduled(loopFlips, event(loopFlips, 'ActivityTaskCompleted', undefined, 2)),
    claims: ['translate', 'translateSworn', 'none'],
  },
];
