import type { ActivityReply, ActivityTask, Runtime } from '../../src/kit/runtime.ts';
import type { Recording } from '../../src/recording/recording.ts';
import type { Report } from './report-activities.ts';

const report: Report = { id: 'report-7', doctor: 'doctor', headOfLab: 'head' };

const MINUTE_MS = 60_000;

function obliging(): ActivityReply {
  return { kind: 'completed', result: null };
}

/** The network of the pagers is down for the first 40 minutes of every page. */
function pagersDown({ name, startedAt, scheduledAt }: ActivityTask): ActivityReply {
  if (name !== 'page' || startedAt - scheduledAt >= 40 * MINUTE_MS) return obliging();
  const message = 'the pager network is down';
  return { kind: 'failed', failure: { type: 'Unreachable', message, retryable: true } };
}

/** Somebody signs, so many minutes after the start. */
function signs(minutes: number, by: string, signal = 'sign') {
  return async (runtime: Runtime, run: string) => {
    await runtime.resting(run, 0);
    await runtime.passTime(minutes * MINUTE_MS);
    await runtime.resting(run, 0);
    await runtime.signal(run, signal, [{ by, verdict: 'release' }]);
  };
}

const asIs = { code: 'report.ts', workflow: 'releaseReport', args: [report], perform: obliging };
const wrong = { code: 'report-wrong.ts', args: [report], perform: obliging };

export const recordings: readonly Recording[] = [
  {
    ...asIs,
    file: 'signed',
    title: 'Signed after a reminder',
    about: 'The doctor signs after 45 minutes, a quarter of an hour after the reminder.',
    meanwhile: signs(45, 'doctor'),
  },
  {
    ...asIs,
    file: 'unsigned',
    title: 'Nobody signs',
    about: 'One reminder, one escalation, and after four hours the report is phoned through.',
  },
  {
    ...asIs,
    file: 'head-too-early',
    title: 'The head signs before being asked',
    about: 'The signal is recorded, the workflow wakes up, and nothing follows from it.',
    meanwhile: signs(20, 'head'),
  },
  {
    ...asIs,
    file: 'misspelt',
    title: 'A signal that nobody hears',
    about: 'The doctor’s app sends “signed” instead of “sign”. The server takes it.',
    meanwhile: signs(20, 'doctor', 'signed'),
  },
  {
    ...asIs,
    file: 'pagers-down',
    title: 'Pages sent on the side',
    about: 'Every page takes 40 minutes to get through. All times hold.',
    perform: pagersDown,
  },
  {
    ...wrong,
    file: 'pagers-down-in-line',
    title: 'Pages waited for (wrong)',
    about: 'Every page takes 40 minutes to get through. The report is two hours late.',
    workflow: 'releaseInLine',
    perform: pagersDown,
  },
  {
    ...wrong,
    file: 'raced',
    title: 'A race against a sleep (wrong)',
    about: 'The doctor signs after 20 minutes. The timer is never cancelled.',
    workflow: 'releaseRaced',
    meanwhile: signs(20, 'doctor'),
  },
];
