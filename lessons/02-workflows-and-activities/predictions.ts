import { count, event, nextScheduled, type Prediction } from '../../src/recording/prediction.ts';
import atOnce from './recordings/at-once.json' with { type: 'json' };
import lastDayRun from './recordings/last-day.json' with { type: 'json' };
import workerDies from './recordings/worker-dies.json' with { type: 'json' };

export const predictions: readonly Prediction[] = [
  {
    run: atOnce,
    look: event(atOnce, 'ActivityTaskStarted'),
    recorded: count(atOnce, 'ActivityTaskScheduled', 'bookFee'),
    claims: [3, 1, 0],
  },
  {
    run: workerDies,
    look: event(workerDies, 'ActivityTaskScheduled', 'orderReturnBox'),
    recorded: nextScheduled(workerDies, event(workerDies, 'ActivityTaskScheduled', 'bookFee')),
    claims: ['bookFee', 'findContract', 'orderReturnBox'],
  },
  {
    run: lastDayRun,
    look: event(lastDayRun, 'WorkflowExecutionCompleted'),
    recorded: { result: event(lastDayRun, 'WorkflowExecutionCompleted').result },
    claims: [{ result: 'object' }, { result: 'string' }, { result: undefined }],
  },
];
