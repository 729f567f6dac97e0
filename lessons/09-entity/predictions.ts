import { event, next, type Prediction } from '../../src/recording/prediction.ts';
import closesLate from './recordings/closes-late.json' with { type: 'json' };
import inTurn from './recordings/in-turn.json' with { type: 'json' };
import refused from './recordings/refused.json' with { type: 'json' };

const bensBooking = event(inTurn, 'WorkflowExecutionUpdateAccepted', 'book', 2);

export const predictions: readonly Prediction[] = [
  {
    run: refused,
    look: event(refused, 'WorkflowExecutionSignaled'),
    recorded: next(refused, event(refused, 'WorkflowExecutionStarted'), /Update/).type,
    claims: ['WorkflowExecutionUpdateAccepted', 'WorkflowExecutionUpdateRejected', 'none'],
  },
  {
    run: closesLate,
    look: event(closesLate, 'WorkflowExecutionUpdateCompleted'),
    recorded: next(
      closesLate,
      event(closesLate, 'WorkflowExecutionSignaled'),
      /^(?!ActivityTaskStarted)/,
    ),
    claims: [
      { type: 'WorkflowExecutionCompleted' },
      { type: 'ActivityTaskCompleted' },
      { type: 'ActivityTaskCancelRequested' },
    ],
  },
  {
    run: inTurn,
    look: bensBooking,
    // Ada's deposit is held in the meantime.
    recorded: {
      accepted:
        bensBooking.id <
        next(
          inTurn,
          event(inTurn, 'ActivityTaskScheduled', 'holdDeposit'),
          /^ActivityTaskCompleted$/,
        ).id,
      scheduled: next(inTurn, bensBooking).type === 'ActivityTaskScheduled',
    },
    claims: [
      { accepted: false },
      { accepted: true, scheduled: false },
      { accepted: true, scheduled: true },
    ],
  },
];
