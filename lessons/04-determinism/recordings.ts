import type { ActivityReply, ActivityTask, Runtime } from '../../src/kit/runtime.ts';
import type { Recording } from '../../src/recording/recording.ts';
import type { Wage } from './wages-activities.ts';

const wage: Wage = { employee: 'E-118', closedAt: '2025-12-31T23:30:00Z' };

const DAY_MS = 86_400_000;

const RESULTS: Readonly<Record<string, unknown>> = { readHours: 160, monthOf: 12 };

function obliging(task: ActivityTask): ActivityReply {
  return { kind: 'completed', result: RESULTS[task.name] };
}

/** Half a day after the start, somebody looks at the payslip. */
async function somebodyLooks(runtime: Runtime, run: string): Promise<void> {
  await runtime.resting(run, 0);
  await runtime.passTime(DAY_MS / 2);
  await runtime.query(run, 'looked', []);
}

export const recordings: readonly Recording[] = [
  {
    file: 'december',
    title: 'December, as UTC has it',
    about: 'The month is read from the Worker’s own clock face. This Worker was in UTC.',
    code: 'wages-wrong.ts',
    workflow: 'payMonthHere',
    args: [wage],
    perform: obliging,
  },
  {
    file: 'december-asked',
    title: 'December, as the company has it',
    about: 'An activity says which month it is. The Worker forgets the run after every task.',
    code: 'wages.ts',
    workflow: 'payMonth',
    args: [wage],
    worker: 'lost',
    perform: obliging,
  },
  {
    file: 'allowed',
    title: 'Math.random, Date.now and setTimeout, on a Worker that forgets',
    about: 'Each task begins with a replay, and each replay draws the same lot again.',
    code: 'wages.ts',
    workflow: 'mailSample',
    args: [wage, 1],
    worker: 'lost',
    perform: obliging,
  },
  {
    file: 'fresh',
    title: 'Another way after a crash (wrong)',
    about: 'The first Worker asked for payWage. The next one, replaying, asks for readHours.',
    code: 'wages-wrong.ts',
    workflow: 'payFresh',
    args: [wage],
    worker: 'lost',
    perform: obliging,
  },
  {
    file: 'argument',
    title: 'Another value after a crash (wrong)',
    about: 'The payslip said 160 hours. The second Worker replayed with 0, and went on with 0.',
    code: 'wages-wrong.ts',
    workflow: 'mailSlip',
    args: [wage],
    worker: 'lost',
    perform: obliging,
  },
  {
    file: 'looked-kept',
    title: 'Somebody looks, and the Worker remembers (wrong)',
    about: 'A query after half a day sets seen. The query itself leaves no event.',
    code: 'wages-wrong.ts',
    workflow: 'mailUnlessSeen',
    args: [wage],
    perform: obliging,
    meanwhile: somebodyLooks,
  },
  {
    file: 'looked-lost',
    title: 'Somebody looks, and the Worker forgets (wrong)',
    about: 'The same code, the same query. What it set was gone before the timer fired.',
    code: 'wages-wrong.ts',
    workflow: 'mailUnlessSeen',
    args: [wage],
    worker: 'lost',
    perform: obliging,
    meanwhile: somebodyLooks,
  },
];
