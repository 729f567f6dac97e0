import type { ActivityReply, ActivityTask } from '../../../src/kit/runtime.ts';
import type { Recording } from '../../../src/recording/recording.ts';
import { CLAIM, PAYABLE } from './claim.ts';

/** An insurance where every invoice is paid in full. */
function perform({ name, args }: ActivityTask): ActivityReply {
  const [request] = args as [{ invoice?: string }];
  if (name === 'assignAssessor') return { kind: 'completed', result: { assessor: 'Ada' } };
  if (name !== 'assessInvoice') return { kind: 'completed', result: undefined };
  return { kind: 'completed', result: { payable: PAYABLE[request.invoice ?? ''] } };
}

export const recordings: readonly Recording[] = [
  {
    file: 'v1',
    title: 'A claim under the first code',
    about: 'Four invoices, two weeks, the money.',
    code: 'v1.workflows.ts',
    workflow: 'settleClaim',
    args: [CLAIM],
    perform,
  },
  {
    file: 'v2',
    title: 'A claim under the code that is in production',
    about: 'The letter comes before the two weeks, and a marker before the letter.',
    code: 'v2.workflows.ts',
    workflow: 'settleClaim',
    args: [CLAIM],
    perform,
  },
];
