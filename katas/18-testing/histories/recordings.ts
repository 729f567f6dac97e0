import type { Recording } from '../../../src/recording/recording.ts';

const DAY_MS = 86_400_000;

export const recordings: readonly Recording[] = [
  {
    file: 'reminded',
    title: 'A loan that was reminded',
    about: 'The borrower says yes on the fifth day, after the reminder.',
    code: 'reminded.workflows.ts',
    workflow: 'lendPainting',
    args: [{ painting: 'The Ferry', borrower: 'Kunsthal' }],
    perform: () => ({ kind: 'completed', result: undefined }),
    async meanwhile(runtime, run) {
      await runtime.resting(run, 0);
      await runtime.passTime(4 * DAY_MS);
      await runtime.resting(run, 0);
      await runtime.signal(run, 'answer', ['yes']);
    },
  },
];
