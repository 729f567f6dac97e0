import type { ActivityReply } from '../../src/kit/runtime.ts';
import type { Recording } from '../../src/recording/recording.ts';
import type { Application } from './visa-activities.ts';

const application: Application = {
  id: 'V-2081',
  papers: ['passport', 'degree', 'contract', 'lease'],
};

const done: ActivityReply = { kind: 'completed', result: undefined };
const perform = () => done;

/** When the change was deployed: the number of the last event that the earlier code saw. */
const DURING = { wait: 11, print: 22, secondPaper: 11 } as const;

export const recordings: readonly Recording[] = [
  {
    file: 'new',
    title: 'A run that began after the deployment',
    about: 'The code asks for the patch for the first time, and not in a replay: true.',
    code: 'visa.ts',
    workflow: 'decideVisa',
    args: [application],
    perform,
  },
  {
    file: 'waiting',
    title: 'A run that the deployment met in its 30 days',
    about: 'It began under the old code. When it comes to the patch, no replay is going on: true.',
    code: 'visa.ts',
    workflow: 'decideVisa',
    args: [application],
    deployment: { after: DURING.wait },
    perform,
  },
  {
    file: 'printing',
    title: 'A run that the deployment met during the printing',
    about: 'It passed the place under the old code. Replayed, it finds no marker there: false.',
    code: 'visa.ts',
    workflow: 'decideVisa',
    args: [application],
    deployment: { after: DURING.print },
    perform,
  },
  {
    file: 'twice',
    title: 'One id, asked for twice',
    about: 'One change that needs two steps. The second question leaves no marker.',
    code: 'visa.ts',
    workflow: 'checkTwice',
    args: [application],
    perform,
  },
  {
    file: 'loop-flips',
    title: 'Asked in the loop, deployed during the second paper (wrong)',
    about: 'Two papers by the old translator, two by the new one. Nothing fails.',
    code: 'visa-wrong.ts',
    workflow: 'translatePapers',
    args: [application],
    deployment: { after: DURING.secondPaper },
    perform,
  },
  {
    file: 'loop-keeps',
    title: 'Asked once, deployed during the second paper',
    about: 'The question was passed before the deployment. Each replay answers it with false.',
    code: 'visa.ts',
    workflow: 'translatePapers',
    args: [application],
    deployment: { after: DURING.secondPaper },
    perform,
  },
];
