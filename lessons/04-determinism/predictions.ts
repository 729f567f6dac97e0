import {
  count,
  end,
  event,
  next,
  type Prediction,
  type ToldEvent,
  type ToldRun,
} from '../../src/recording/prediction.ts';
import argument from './recordings/argument.json' with { type: 'json' };
import fresh from './recordings/fresh.json' with { type: 'json' };
import lookedKept from './recordings/looked-kept.json' with { type: 'json' };
import lookedLost from './recordings/looked-lost.json' with { type: 'json' };

export const predictions: readonly Prediction[] = [
  {
    run: fresh,
    look: event(fresh, 'WorkflowTaskFailed'),
    recorded: next(fresh, event(fresh, 'ActivityTaskCompleted')),
    claims: [
      { type: 'ActivityTaskScheduled', name: 'readHours' },
      { type: 'WorkflowTaskFailed' },
      { type: 'WorkflowExecutionFailed' },
    ],
  },
  {
    run: argument,
    look: event(argument, 'ActivityTaskScheduled', 'payWage'),
    recorded: {
      end: end(argument),
      failedTasks: count(argument, 'WorkflowTaskFailed'),
      slips: count(argument, 'ActivityTaskScheduled', 'mailPayslip'),
      paid: hoursPaid(event(argument, 'ActivityTaskScheduled', 'payWage')),
    },
    claims: [{ failedTasks: 1 }, { slips: 2 }, { end: 'Completed', slips: 1, paid: 0 }],
  },
  {
    run: lookedKept,
    look: event(lookedKept, 'ActivityTaskScheduled', 'payWage'),
    // In the run that was kept in memory, and in the one that was forgotten.
    recorded: { kept: slipsMailed(lookedKept), forgotten: slipsMailed(lookedLost) },
    claims: [
      { kept: 1, forgotten: 1 },
      { kept: 0, forgotten: 0 },
      { kept: 0, forgotten: 1 },
    ],
  },
];

function slipsMailed(run: ToldRun): number {
  return count(run, 'ActivityTaskScheduled', 'mailPayslip');
}

/** The hours are the activity's second argument. */
function hoursPaid({ input }: ToldEvent): unknown {
  return Array.isArray(input) ? input[1] : undefined;
}
