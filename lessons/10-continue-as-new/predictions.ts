import { count, end, event, type Prediction } from '../../src/recording/prediction.ts';
import caught from './recordings/caught.json' with { type: 'json' };
import fromHandler from './recordings/from-handler.json' with { type: 'json' };
import waits from './recordings/waits.json' with { type: 'json' };

export const predictions: readonly Prediction[] = [
  {
    run: waits,
    look: event(waits, 'WorkflowExecutionUpdateCompleted'),
    recorded: {
      end: end(waits),
      answered: count(waits, 'WorkflowExecutionUpdateCompleted'),
      heard: count(waits, 'WorkflowExecutionSignaled'),
    },
    claims: [
      { end: 'ContinuedAsNew', answered: 0 },
      { end: 'ContinuedAsNew', answered: 1, heard: 5 },
      { heard: 4 },
    ],
  },
  {
    run: caught,
    look: event(caught, 'WorkflowExecutionCompleted'),
    recorded: end(caught),
    claims: ['ContinuedAsNew', 'Failed', 'Completed'],
  },
  {
    run: fromHandler,
    look: event(fromHandler, 'WorkflowExecutionContinuedAsNew'),
    recorded: {
      end: end(fromHandler),
      answered: count(fromHandler, 'WorkflowExecutionUpdateCompleted'),
      failedTasks: count(fromHandler, 'WorkflowTaskFailed'),
    },
    claims: [
      { end: 'ContinuedAsNew', answered: 0, failedTasks: 0 },
      { answered: 1 },
      { failedTasks: 1 },
    ],
  },
];
