import type { ActivityReply, ActivityTask } from '../../src/kit/runtime.ts';
import type { Recording } from '../../src/recording/recording.ts';

const FIELD = 'north-meadow';

/** Everything works: some rain is coming, and the soil is dry. */
function fine({ name }: ActivityTask): ActivityReply {
  return { kind: 'completed', result: name === 'fetchForecast' ? { rain: 2 } : 18 };
}

/** The weather service fails. Its client marks nothing, so the policy decides about retries. */
function fails(type: string, message: string): ActivityReply {
  return { kind: 'failed', failure: { type, message, retryable: true } };
}

const down = () => fails('Down', 'the weather service is overloaded');
const ended = () => fails('SubscriptionEnded', 'the subscription ran out on 30 June');

export const recordings: readonly Recording[] = [
  {
    file: 'hangs-a-day',
    title: 'A call hangs, and its timeout is a day (wrong)',
    about: 'The first call is never answered. The plan for this morning comes tomorrow.',
    code: 'irrigation-wrong.ts',
    workflow: 'planPatiently',
    args: [FIELD],
    perform: (task) => (task.attempt === 1 ? { kind: 'lost' } : fine(task)),
  },
  {
    file: 'hangs',
    title: 'A call hangs, and its timeout is 10 seconds',
    about: 'The first call is never answered, and the second one is.',
    code: 'irrigation.ts',
    workflow: 'planIrrigation',
    args: [FIELD],
    perform: (task) => (task.attempt === 1 ? { kind: 'lost' } : fine(task)),
  },
  {
    file: 'down',
    title: 'The weather service is down all morning',
    about: 'Every call fails at once. The hour is the limit of all calls together.',
    code: 'irrigation.ts',
    workflow: 'planIrrigation',
    args: [FIELD],
    perform: down,
  },
  {
    file: 'ended',
    title: 'The subscription has ended',
    about: 'The policy lists this error, so the first answer stands; the workflow does without.',
    code: 'irrigation.ts',
    workflow: 'planIrrigation',
    args: [FIELD],
    perform: (task) => (task.name === 'fetchForecast' ? ended() : fine(task)),
  },
  {
    file: 'mistyped',
    title: 'The subscription has ended, and the policy misspells it (wrong)',
    about: 'Every call gets the same no.',
    code: 'irrigation-wrong.ts',
    workflow: 'planMistyped',
    args: [FIELD],
    perform: ended,
  },
];
