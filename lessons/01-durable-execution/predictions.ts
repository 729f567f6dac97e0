import {
  count,
  end,
  event,
  next,
  nextScheduled,
  type Prediction,
} from '../../src/recording/prediction.ts';
import pickedUp from './recordings/picked-up.json' with { type: 'json' };
import workerLost from './recordings/worker-lost.json' with { type: 'json' };

export const predictions: readonly Prediction[] = [
  {
    run: workerLost,
    look: event(workerLost, 'ActivityTaskScheduled', 'mailReminder'),
    recorded: nextScheduled(workerLost, event(workerLost, 'TimerFired')),
    claims: ['shelve', 'mailReady', 'mailReminder', 'none'],
  },
  {
    run: workerLost,
    look: event(workerLost, 'ActivityTaskStarted', undefined, 3),
    recorded: {
      scheduled: count(workerLost, 'ActivityTaskScheduled', 'mailReminder'),
      attempt: event(workerLost, 'ActivityTaskStarted', undefined, 3).attempt,
      end: end(workerLost),
    },
    claims: [{ scheduled: 2 }, { scheduled: 1, attempt: 2 }, { end: 'Failed' }],
  },
  {
    run: pickedUp,
    look: event(pickedUp, 'TimerCanceled'),
    recorded: next(pickedUp, event(pickedUp, 'WorkflowExecutionSignaled')),
    claims: [{ type: 'TimerFired' }, { type: 'TimerCanceled' }, { type: 'ActivityTaskScheduled' }],
  },
];
