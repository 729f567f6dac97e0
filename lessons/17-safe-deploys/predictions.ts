import {
  count,
  event,
  next,
  type Prediction,
  type ToldRun,
} from '../../src/recording/prediction.ts';
import step1 from './recordings/step-1.json' with { type: 'json' };
import step2 from './recordings/step-2.json' with { type: 'json' };
import step3 from './recordings/step-3.json' with { type: 'json' };

export const predictions: readonly Prediction[] = [
  {
    run: step2,
    look: event(step2, 'MarkerRecorded'),
    recorded: next(step2, event(step2, 'TimerFired')),
    claims: [
      { type: 'MarkerRecorded' },
      { type: 'ActivityTaskScheduled', name: 'testBrakes' },
      { type: 'WorkflowTaskFailed' },
    ],
  },
  {
    run: step3,
    look: event(step3, 'ActivityTaskScheduled', 'testBrakes'),
    // Replayed, `patched` is true where there is a marker.
    recorded: count(step3, 'MarkerRecorded') > 0,
    claims: [true, false, 'throws'],
  },
  {
    run: step1,
    look: event(step1, 'UpsertWorkflowSearchAttributes'),
    recorded: { one: isListed(step1), two: isListed(step2) },
    claims: [
      { one: true, two: false },
      { one: false, two: true },
      { one: true, two: true },
    ],
  },
];

function isListed(run: ToldRun): boolean {
  return count(run, 'UpsertWorkflowSearchAttributes') > 0;
}
