import { count, event, fate, next, type Prediction } from '../../src/recording/prediction.ts';
import early from './recordings/early.json' with { type: 'json' };
import nobodyListens from './recordings/nobody-listens.json' with { type: 'json' };
import silentScan from './recordings/silent-scan.json' with { type: 'json' };

export const predictions: readonly Prediction[] = [
  {
    run: early,
    look: event(early, 'WorkflowExecutionUpdateAccepted'),
    recorded: next(early, event(early, 'ActivityTaskScheduled', 'declare')),
    claims: [
      { type: 'ActivityTaskStarted' },
      { type: 'WorkflowExecutionUpdateAccepted' },
      { type: 'WorkflowExecutionUpdateRejected' },
    ],
  },
  {
    run: nobodyListens,
    look: event(nobodyListens, 'TimerStarted'),
    recorded: {
      accepted: count(nobodyListens, 'WorkflowExecutionUpdateAccepted'),
      failedTasks: count(nobodyListens, 'WorkflowTaskFailed'),
    },
    claims: [{ accepted: 1 }, { accepted: 0, failedTasks: 0 }, { failedTasks: 1 }],
  },
  {
    run: silentScan,
    look: event(silentScan, 'ActivityTaskStarted'),
    recorded: {
      fate: fate(silentScan, event(silentScan, 'ActivityTaskScheduled')),
      attempt: event(silentScan, 'ActivityTaskStarted').attempt,
    },
    claims: [
      { fate: 'ActivityTaskTimedOut' },
      { fate: 'ActivityTaskCompleted', attempt: 1 },
      { fate: 'ActivityTaskCompleted', attempt: 2 },
    ],
  },
];
