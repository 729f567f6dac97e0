import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../course/files.ts';
import type { Kata } from '../course/kata.ts';
import type { RunHistory } from '../kit/run-history.ts';
import type { CheckResult, Verdict } from '../kit/verdict.ts';
import { unlessDisk } from './disk-trouble.ts';

/** The run that the last verdict on a kata has to show. */
export interface LastRun extends Pick<CheckResult, 'id' | 'promise'> {
  readonly outcome: 'pass' | 'fail';
  /** What the check did to the run, in words. */
  readonly when?: string | undefined;
  readonly history: RunHistory;
}

const outcome = z.enum(['done', 'failed', 'cancelled']);
const file = z.object({
  version: z.literal(1),
  id: z.string(),
  promise: z.string(),
  outcome: z.enum(['pass', 'fail']),
  when: z.string().optional(),
  history: z.custom<RunHistory>(
    (value) =>
      z
        .object({
          workflow: z.string(),
          total: z.number(),
          events: z.array(
            z.object({
              id: z.number(),
              at: z.number(),
              text: z.string(),
              kind: z.enum(['task', 'span', 'other']),
              closes: outcome.optional(),
            }),
          ),
        })
        .safeParse(value).success,
  ),
});

/** The run of the first check that failed, or, where all passed, the one that was kept. */
export function lastRunOf({ checks }: Verdict): LastRun | undefined {
  const failed = checks.find((check) => check.outcome === 'fail');
  const check = failed ?? checks.find(({ history }) => history);
  if (!check?.history || check.outcome === 'infra') return undefined;
  const { id, promise, history, diagnosis } = check;
  return { id, promise, outcome: check.outcome, when: diagnosis?.when, history };
}

/**
 * Keeps the run of a verdict, to be drawn later. A verdict without one takes the earlier away, but
 * for one that says nothing about the answer. Nothing is kept where the disk does not let us.
 */
export async function keepLastRun(root: string, kata: Kata, verdict: Verdict): Promise<void> {
  if (verdict.verdict === 'infra') return;
  const run = lastRunOf(verdict);
  const path = pathOf(root, kata);
  await unlessDisk(
    run ? writeWhole(path, JSON.stringify({ version: 1, ...run })) : rm(path, { force: true }),
  );
}

/** The run that the last verdict on a kata left, if any that can be read. */
export async function readLastRun(root: string, kata: Kata): Promise<LastRun | undefined> {
  try {
    return file.parse(JSON.parse(await readFile(pathOf(root, kata), 'utf8')));
  } catch {
    // Whatever is wrong with it, the next verdict writes it anew.
    return undefined;
  }
}

function pathOf(root: string, { lesson }: Kata): string {
  return join(root, '.dojo', 'last', `${lesson.folder}.json`);
}
