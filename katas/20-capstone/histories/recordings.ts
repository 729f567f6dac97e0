import type { Recording } from '../../../src/recording/recording.ts';
import { ORDER } from './order.ts';

export const recordings: readonly Recording[] = [
  {
    file: 'v1',
    title: 'An order under the code that is in production',
    about: 'The money, one store after the other, the courier, a mail.',
    code: 'v1.workflows.ts',
    workflow: 'supplyOrder',
    args: [ORDER],
    perform: ({ name }) => ({
      kind: 'completed',
      result: name === 'dispatch' ? { tracking: `courier-${ORDER.id}` } : undefined,
    }),
  },
];
