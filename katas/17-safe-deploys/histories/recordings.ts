import type { Recording } from '../../../src/recording/recording.ts';

const perform = () => ({ kind: 'completed', result: undefined }) as const;

const versions = [
  ['v1', 'v1.workflows.ts', 'An adoption before there were visits', 'No marker, and no visit.'],
  ['v2', 'v2.workflows.ts', 'An adoption under the code of today', 'A marker, and a visit.'],
  [
    'v3',
    'v3.workflows.ts',
    'An adoption under step 2',
    'A marker that says that it is deprecated, and a visit.',
  ],
  ['v4', 'v4.workflows.ts', 'An adoption under step 3', 'No marker, and a visit.'],
] as const;

const foster: Recording = {
  file: 'foster',
  title: 'Foster care as it is today',
  about: 'Two weeks with a family.',
  code: 'foster.workflows.ts',
  workflow: 'foster',
  args: ['Olive'],
  perform,
};

export const recordings: readonly Recording[] = [
  ...versions.map(([file, code, title, about]) => ({
    file,
    title,
    about,
    code,
    workflow: 'adopt',
    args: ['Momo'],
    perform,
  })),
  foster,
];
