import { count, event, type Prediction, type ToldRun } from '../../src/recording/prediction.ts';
import flaky from './recordings/flaky.json' with { type: 'json' };
import hasty from './recordings/hasty.json' with { type: 'json' };
import invited from './recordings/invited.json' with { type: 'json' };

export const predictions: readonly Prediction[] = [
  {
    run: hasty,
    look: event(hasty, 'TimerStarted'),
    recorded: count(hasty, 'TimerStarted') - count(invited, 'TimerStarted'),
    claims: [-1, 1, 0],
  },
  {
    run: invited,
    look: event(invited, 'TimerStarted'),
    // A replay compares the commands, in their order.
    recorded: commands(hasty) === commands(invited) ? 'passes' : 'fails',
    claims: ['fails', 'passes', 'waits'],
  },
  {
    run: flaky,
    look: event(flaky, 'ActivityTaskScheduled', 'invite'),
    recorded: count(flaky, 'ActivityTaskScheduled', 'invite'),
    claims: [1, 2, 3],
  },
];

function commands({ events }: ToldRun): string {
  const asked = events.filter(({ type }) => /^(ActivityTaskScheduled|TimerStarted)$/.test(type));
  return asked.map(({ type, name }) => `${type} ${name}`).join(', ');
}
