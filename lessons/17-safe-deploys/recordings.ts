import type { ActivityReply } from '../../src/kit/runtime.ts';
import type { Recording } from '../../src/recording/recording.ts';

const done: ActivityReply = { kind: 'completed', result: undefined };

const steps = [
  ['step-1', 'A new run under step 1', 'The code asks patched(), and writes a marker.'],
  [
    'step-2',
    'A new run under step 2',
    'deprecatePatch() writes a marker too. In it is a note that it may be skipped.',
  ],
  ['step-3', 'A new run under step 3', 'No marker, and the same work.'],
] as const;

export const recordings: readonly Recording[] = steps.map(([file, title, about]) => ({
  file,
  title,
  about,
  code: `depot-${file}.ts`,
  workflow: 'overhaul',
  args: ['218 105'],
  perform: () => done,
}));
