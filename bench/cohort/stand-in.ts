import { appendFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { HandedIn } from '../../src/grading/cohort/book/index.ts';
import type { Grader } from '../../src/grading/cohort/grade-key.ts';
import type { GradeReport } from '../../src/grading/report.ts';

/** An answer to a kata that only the stand-in knows. What is written in it is what becomes of it. */
export function answer(text: string): HandedIn {
  return { kata: 'light', intake: { files: { 'workflows.ts': text }, ignored: [], refused: [] } };
}

export function report(
  verdict: GradeReport['verdict'],
  more: Partial<GradeReport> = {},
): GradeReport {
  return {
    format: 'durable-dojo grade 1',
    learner: '',
    kata: 'light',
    title: 'Light',
    folder: 'answers/01-light',
    tier: 'open',
    verdict,
    ...(verdict === 'infra' ? { reason: 'machinery' as const, message: 'Nobody knows.' } : {}),
    score: 0,
    maxScore: 1,
    checks: [],
    counts: { public: { passed: 0, of: 1 } },
    files: ['workflows.ts'],
    ignored: [],
    hashes: { answer: 'a', suite: 's' },
    versions: { dojo: '0', node: '24', sdk: '1' },
    gradedAt: new Date().toISOString(),
    milliseconds: 1,
    ...more,
  };
}

/**
 * A grader of fixed cost. An answer that says `infra` can never be judged, `slow` takes a minute, and
 * `kills` takes its worker along; all others pass.
 *
 * @param log a file that gets a line for each answer that is begun
 */
export function standIn(log: string, milliseconds: number): Grader {
  return {
    async grade({ intake }, phase, signal) {
      phase('judging');
      const text = intake.files['workflows.ts'] ?? '';
      await appendFile(log, `${text}\n`);
      if (text.startsWith('kills')) process.kill(process.pid, 'SIGKILL');
      await pause(text.startsWith('slow') ? 60_000 : milliseconds, undefined, { signal });
      return report(text.startsWith('infra') ? 'infra' : 'pass');
    },
    unjudged: async (_, message) => report('infra', { message }),
  };
}
