import { event, next, type Prediction } from '../../src/recording/prediction.ts';
import cancelled from './recordings/cancelled.json' with { type: 'json' };
import hasty from './recordings/hasty.json' with { type: 'json' };
import list from './recordings/list.json' with { type: 'json' };

export const predictions: readonly Prediction[] = [
  {
    run: hasty,
    look: event(hasty, 'ActivityTaskScheduled', 'unpack'),
    recorded: next(hasty, event(hasty, 'ActivityTaskFailed')),
    claims: [
      { type: 'ActivityTaskStarted' },
      { type: 'ActivityTaskScheduled', name: 'unpack' },
      { type: 'ActivityTaskCancelRequested' },
    ],
  },
  {
    run: list,
    look: event(list, 'StartChildWorkflowExecutionInitiated'),
    recorded: event(list, 'StartChildWorkflowExecutionInitiated').closePolicy ?? 'none',
    claims: ['request cancel', 'abandon', 'none'],
  },
  {
    run: cancelled,
    look: event(cancelled, 'TimerCanceled'),
    recorded: next(cancelled, event(cancelled, 'WorkflowExecutionCancelRequested')),
    claims: [
      { type: 'TimerCanceled' },
      { type: 'TimerFired' },
      { type: 'WorkflowExecutionCanceled' },
    ],
  },
];
