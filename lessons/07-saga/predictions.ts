import { event, next, nextScheduled, type Prediction } from '../../src/recording/prediction.ts';
import cancelled from './recordings/cancelled.json' with { type: 'json' };
import carRefused from './recordings/car-refused.json' with { type: 'json' };
import carRefusedLate from './recordings/car-refused-late.json' with { type: 'json' };

export const predictions: readonly Prediction[] = [
  {
    run: carRefusedLate,
    look: event(carRefusedLate, 'ActivityTaskScheduled', 'cancelHotel'),
    recorded: nextScheduled(carRefusedLate, event(carRefusedLate, 'ActivityTaskFailed')),
    claims: ['bookCar', 'cancelCar', 'cancelHotel', 'none'],
  },
  {
    run: carRefused,
    look: event(carRefused, 'ActivityTaskScheduled', 'cancelHotel'),
    recorded: next(carRefused, event(carRefused, 'ActivityTaskScheduled', 'cancelHotel')),
    claims: [
      { type: 'ActivityTaskStarted', attempt: 1 },
      { type: 'TimerStarted' },
      { type: 'ActivityTaskStarted', attempt: 21 },
    ],
  },
  {
    run: cancelled,
    look: event(cancelled, 'ActivityTaskScheduled', 'cancelCar'),
    recorded: nextScheduled(cancelled, event(cancelled, 'WorkflowExecutionCancelRequested')),
    claims: ['none', 'bookCar', 'cancelCar', 'cancelHotel'],
  },
];
