import { end, event, next, type Prediction } from '../../src/recording/prediction.ts';
import lost from './recordings/lost.json' with { type: 'json' };
import silent from './recordings/silent.json' with { type: 'json' };
import unheard from './recordings/unheard.json' with { type: 'json' };

export const predictions: readonly Prediction[] = [
  {
    run: lost,
    look: event(lost, 'ActivityTaskStarted'),
    // So many milliseconds later.
    recorded: event(lost, 'ActivityTaskStarted').at,
    claims: [0, 61_000, 28_801_000],
  },
  {
    run: silent,
    look: event(silent, 'ActivityTaskTimedOut'),
    recorded: {
      end: end(silent),
      minutes: Math.round(event(silent, 'WorkflowExecutionFailed').at / 60_000),
    },
    claims: [
      { end: 'Completed', minutes: 360 },
      { end: 'Failed', minutes: 480 },
      { end: 'Failed', minutes: 2 },
    ],
  },
  {
    run: unheard,
    look: event(unheard, 'ActivityTaskCompleted'),
    recorded: next(
      unheard,
      event(unheard, 'ActivityTaskCancelRequested'),
      /^(?!ActivityTaskStarted)/,
    ).type,
    claims: ['ActivityTaskCanceled', 'ActivityTaskCompleted', 'WorkflowExecutionCanceled'],
  },
];
