import type { ActivityReply, ActivityTask } from '../../src/kit/runtime.ts';
import type { Recording } from '../../src/recording/recording.ts';

const args = ['upper valley'];
/** A small one, for a page. */
const PICTURE = '▓▒░'.repeat(1000);

function service({ name, attempt }: ActivityTask): ActivityReply {
  const results: Readonly<Record<string, unknown>> = {
    loadPicture: PICTURE,
    findSmokeIn: [{ east: 12, north: 40 }],
    fetchPicture: { attempt },
    findSmoke: [{ east: 12, north: 40 }],
  };
  return { kind: 'completed', result: results[name] };
}

/** The satellite is below the horizon when it is first asked, and the next few times. */
function horizon(times: number): Recording['perform'] {
  const asked = new Map<string, number>();
  return (task) => {
    const before = asked.get(task.run) ?? 0;
    asked.set(task.run, before + 1);
    if (before >= times) return service(task);
    const message = 'the satellite is below the horizon';
    return { kind: 'failed', failure: { type: 'NotInSight', message, retryable: true } };
  };
}

export const recordings: readonly Recording[] = [
  {
    file: 'hot',
    title: 'The picture goes through the history',
    about: 'A picture of 9 kB, for this page. Real ones have hundreds of times as many.',
    code: 'watch-hot.ts',
    workflow: 'watchHot',
    args,
    perform: service,
  },
  {
    file: 'claim',
    title: 'The picture stays in the store',
    about: 'The workflow hands on the key.',
    code: 'watch.ts',
    workflow: 'watch',
    args: [...args, '2031-06-12'],
    queues: ['heavy'],
    perform: service,
  },
  {
    file: 'loop',
    title: 'Repeated by a loop',
    about: 'The satellite is out of sight for three minutes.',
    code: 'watch-loop.ts',
    workflow: 'fetchInLoop',
    args,
    perform: horizon(3),
  },
  {
    file: 'policy',
    title: 'Repeated by the retry policy',
    about: 'The same three minutes.',
    code: 'watch-policy.ts',
    workflow: 'fetchByPolicy',
    args,
    perform: horizon(3),
  },
  {
    file: 'nobody',
    title: 'A task queue that nobody polls',
    about: 'The search is sent to “heavvy”.',
    code: 'watch-nobody.ts',
    workflow: 'searchNowhere',
    args,
    perform: service,
  },
];
