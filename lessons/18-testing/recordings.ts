import type { ActivityReply, ActivityTask } from '../../src/kit/runtime.ts';
import type { Recording } from '../../src/recording/recording.ts';

const done: ActivityReply = { kind: 'completed', result: undefined };
const perform = () => done;

/** The first two attempts at an invitation fail. */
function outOfPaper({ name, attempt }: ActivityTask): ActivityReply {
  if (name !== 'invite' || attempt > 2) return done;
  const message = 'the printer is out of paper';
  return { kind: 'failed', failure: { type: 'Error', message, retryable: true } };
}

const asIs = { code: 'recall.ts', workflow: 'recall', args: ['Ada'], perform };

export const recordings: readonly Recording[] = [
  {
    ...asIs,
    file: 'invited',
    title: 'Half a year, then two weeks',
    about: 'A recall as it should be. Nobody waits: the test server skips from timer to timer.',
    fullHistory: 'lessons/18-testing/histories/open.json',
  },
  {
    ...asIs,
    code: 'recall-wrong.ts',
    file: 'hasty',
    title: '180 milliseconds, then two weeks',
    about: 'The same events in the same order. Only the clock differs.',
  },
  {
    ...asIs,
    file: 'flaky',
    title: 'A fake that fails twice',
    about: 'The invitation takes three attempts.',
    perform: outOfPaper,
  },
];
