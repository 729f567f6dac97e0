import type { ActivityReply, ActivityTask, Runtime } from '../../src/kit/runtime.ts';
import { Turns, type Meanwhile } from '../../src/kit/turns.ts';
import type { Recording } from '../../src/recording/recording.ts';
import type { Report } from './report-activities.ts';

const report: Report = {
  id: 'flood-7',
  text: 'The river is rising.',
  languages: ['Arabic', 'Polish', 'Turkish', 'Ukrainian'],
};

const TEXTS: Readonly<Record<string, string>> = {
  Arabic: 'النهر يرتفع',
  Polish: 'Rzeka wzbiera',
  Turkish: 'Nehir yükseliyor',
  Ukrainian: 'Ріка піднімається',
};

function delivers(language: string): ActivityReply {
  return { kind: 'completed', result: TEXTS[language] };
}

/** Polish is refused at once, and Turkish is not ready before the deadline. */
function badEvening(language: string): ActivityReply {
  if (language === 'Polish') return no('NobodyOnDuty', 'nobody on duty tonight', false);
  if (language === 'Turkish') return no('NotReady', 'the translator is still at work', true);
  return delivers(language);
}

function no(type: string, message: string, retryable: boolean): ActivityReply {
  return { kind: 'failed', failure: { type, message, retryable } };
}

function languageOf({ args: [request] }: ActivityTask): string {
  return (request as { language: string }).language;
}

/** Agencies that answer one at a time, in an order of ours: no race decides what is recorded. */
function inOrder(
  order: readonly string[],
  reply: (language: string) => ActivityReply,
  cancelAfter?: number,
): Pick<Recording, 'perform' | 'meanwhile'> {
  const known = Promise.withResolvers<Runtime>();
  const runs = new Map<string, Turns>();
  const place = (task: ActivityTask) => order.indexOf(languageOf(task));
  return {
    meanwhile: async (runtime) => known.resolve(runtime),
    async perform(task) {
      const given = reply(languageOf(task));
      if (task.attempt > 1) return given;
      const runtime = await known.promise;
      const cancels: Meanwhile | undefined =
        cancelAfter === undefined
          ? undefined
          : { after: cancelAfter, act: (run) => runtime.cancel(run) };
      const turns = runs.get(task.run) ?? new Turns(runtime, place, cancels);
      runs.set(task.run, turns);
      await turns.wait(task);
      turns.answered(task, given.kind === 'failed' && given.failure.retryable);
      return given;
    },
  };
}

const args = [report];

export const recordings: readonly Recording[] = [
  {
    file: 'gathered',
    title: 'Two translations in time, two missing',
    about: 'The Polish agency refuses at once; the Turkish one is not ready by the deadline.',
    code: 'report.ts',
    workflow: 'translateReport',
    args,
    ...inOrder(['Polish', 'Turkish', 'Ukrainian', 'Arabic'], badEvening),
  },
  {
    file: 'hasty',
    title: 'The first refusal ends everything (wrong)',
    about: 'The Polish agency refuses at once. The others are at work, and stay at work.',
    code: 'report-hasty.ts',
    workflow: 'translateReportHasty',
    args,
    ...inOrder(['Polish', 'Turkish', 'Ukrainian', 'Arabic'], badEvening),
  },
  {
    file: 'lanes',
    title: 'Two lanes, and Arabic takes long',
    about: 'At most two are open at any time. One lane asks three agencies, the other one.',
    code: 'report-lanes.ts',
    workflow: 'translateInLanes',
    args,
    ...inOrder(['Polish', 'Turkish', 'Ukrainian', 'Arabic'], delivers),
  },
  {
    file: 'cancelled',
    title: 'Cancelled after two answers',
    about: 'Arabic and Polish are there. The agencies still at work are told to stop.',
    code: 'report.ts',
    workflow: 'translateReport',
    args,
    ...inOrder(report.languages, delivers, 2),
  },
  {
    file: 'cancelled-deaf',
    title: 'Cancelled, and taken for two refusals (wrong)',
    about: 'The same moment. The run ends as Completed, with half a result that looks like one.',
    code: 'report-deaf.ts',
    workflow: 'translateReportDeaf',
    args,
    ...inOrder(report.languages, delivers, 2),
  },
];
