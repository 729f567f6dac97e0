import { count, end, event, type Prediction } from '../../src/recording/prediction.ts';
import archive from './recordings/archive.json' with { type: 'json' };
import hasty from './recordings/hasty.json' with { type: 'json' };
import tooEarly from './recordings/too-early.json' with { type: 'json' };

export const predictions: readonly Prediction[] = [
  {
    run: archive,
    look: event(archive, 'StartChildWorkflowExecutionInitiated'),
    recorded: count(archive, 'ActivityTaskScheduled'),
    claims: [0, 2, 4],
  },
  {
    run: hasty,
    look: event(hasty, 'WorkflowExecutionFailed'),
    recorded: { end: end(hasty), shelvesRead: count(hasty, 'ChildWorkflowExecutionCompleted') },
    claims: [
      { end: 'Failed', shelvesRead: 0 },
      { end: 'Failed', shelvesRead: 1 },
      { end: 'Completed' },
    ],
  },
  {
    run: tooEarly,
    look: event(tooEarly, 'WorkflowExecutionCompleted'),
    recorded: { end: end(tooEarly), started: count(tooEarly, 'ChildWorkflowExecutionStarted') },
    claims: [{ started: 1 }, { end: 'Completed', started: 0 }, { end: 'open' }],
  },
];
