import { count, event, next, type Prediction } from '../../src/recording/prediction.ts';
import gate from './recordings/gate.json' with { type: 'json' };
import lift from './recordings/lift.json' with { type: 'json' };
import refund from './recordings/refund.json' with { type: 'json' };

export const predictions: readonly Prediction[] = [
  {
    run: refund,
    look: event(refund, 'ActivityTaskStarted', undefined, 2),
    recorded: next(refund, event(refund, 'ActivityTaskScheduled', 'voidPass')),
    claims: [
      { type: 'ActivityTaskScheduled', name: 'refundCard' },
      { type: 'ActivityTaskStarted', attempt: 2 },
      { type: 'ActivityTaskFailed' },
    ],
  },
  {
    run: lift,
    look: event(lift, 'WorkflowExecutionSignaled'),
    recorded:
      event(lift, 'WorkflowExecutionSignaled', 'speed', 2).id -
      event(lift, 'WorkflowExecutionSignaled').id,
    claims: [1, 4, 0],
  },
  {
    run: gate,
    look: event(gate, 'ActivityTaskCompleted'),
    // One look-up, and nothing that opens or charges.
    recorded: {
      opened: count(gate, 'ActivityTaskScheduled', 'openGate'),
      charged: count(gate, 'ActivityTaskScheduled', 'chargeCard'),
    },
    claims: [{ opened: 1 }, { charged: 1 }, { opened: 0, charged: 0 }],
  },
];
