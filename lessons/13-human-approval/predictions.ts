import { count, event, fate, next, type Prediction } from '../../src/recording/prediction.ts';
import headTooEarly from './recordings/head-too-early.json' with { type: 'json' };
import misspelt from './recordings/misspelt.json' with { type: 'json' };
import raced from './recordings/raced.json' with { type: 'json' };

export const predictions: readonly Prediction[] = [
  {
    run: headTooEarly,
    look: event(headTooEarly, 'WorkflowExecutionSignaled'),
    recorded: {
      signals: count(headTooEarly, 'WorkflowExecutionSignaled', 'sign'),
      follows: next(headTooEarly, event(headTooEarly, 'WorkflowExecutionSignaled')).type,
    },
    claims: [
      { signals: 0 },
      { signals: 1, follows: 'TimerFired' },
      { follows: 'TimerCanceled' },
      { follows: 'WorkflowTaskFailed' },
    ],
  },
  {
    run: misspelt,
    look: event(misspelt, 'WorkflowExecutionSignaled'),
    recorded: {
      taken: count(misspelt, 'WorkflowExecutionSignaled', 'signed'),
      failedTasks: count(misspelt, 'WorkflowTaskFailed'),
    },
    claims: [{ taken: 0 }, { failedTasks: 1 }, { taken: 1, failedTasks: 0 }],
  },
  {
    run: raced,
    look: event(raced, 'TimerStarted'),
    recorded: fate(raced, event(raced, 'TimerStarted')),
    claims: ['TimerCanceled', 'none', 'TimerFired'],
  },
];
