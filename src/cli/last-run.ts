import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../course/files.ts';
import type { Kata } from '../course/kata.ts';
import type { JudgedRun, RunHistory } from '../kit/run-history.ts';
import type { Verdict } from '../kit/verdict.ts';

const event = z.object({
  id: z.int(),
  at: z.number(),
  text: z.string(),
  given: z.array(z.string()).exactOptional(),
  kind: z.enum(['task', 'run', 'other', 'activity', 'timer', 'child', 'update', 'operation']),
  of: z.int().exactOptional(),
  step: z.enum(['opens', 'goes on']).exactOptional(),
  attempt: z.int().exactOptional(),
  replayed: z.literal(true).exactOptional(),
  closes: z.enum(['done', 'failed', 'cancelled']).exactOptional(),
  failed: z.literal(true).exactOptional(),
  marked: z.literal(true).exactOptional(),
});

const note = z.object({
  kind: z.enum(['attempt', 'worker lost', 'another way']),
  after: z.int(),
  at: z.number(),
  text: z.string(),
  of: z.int().exactOptional(),
});

const STATES = [
  'completed',
  'failed',
  'cancelled',
  'terminated',
  'timed-out',
  'continued',
  'broken',
  'waiting',
  'endless',
  'blocked',
  'unanswered',
  'infra',
] as const satisfies readonly RunHistory['state'][];

const effect = z.object({
  activity: z.string(),
  attempt: z.int(),
  at: z.number(),
  account: z.string(),
  amount: z.number(),
  key: z.string().exactOptional(),
});

/** `.dojo/last/<nn-slug>.json`. */
const file = z.object({
  version: z.literal(1),
  id: z.string(),
  promise: z.string(),
  outcome: z.enum(['pass', 'fail']),
  when: z.string().exactOptional(),
  history: z.object({
    workflow: z.string(),
    state: z.enum(STATES).exactOptional(),
    title: z.string().exactOptional(),
    total: z.int(),
    events: z.array(event),
    notes: z.array(note),
    ledger: z.array(effect).exactOptional(),
  }),
});

/** The run of the first check that failed or, where all passed, the one that was kept. */
export function lastRunOf({ checks }: Verdict): JudgedRun | undefined {
  const failed = checks.find((check) => check.outcome === 'fail');
  const check = failed ?? checks.find(({ history }) => history);
  if (!check?.history || check.outcome === 'infra') return undefined;
  const { id, promise, outcome, history, diagnosis: { when } = {} } = check;
  return { id, promise, outcome, ...(when === undefined ? {} : { when }), history };
}

/**
 * Keeps the run of a verdict, to be drawn later. A verdict without one takes the earlier one away,
 * but for a verdict that says nothing about the answer.
 */
export async function keepLastRun(root: string, kata: Kata, verdict: Verdict): Promise<void> {
  if (verdict.verdict === 'infra') return;
  const run = lastRunOf(verdict);
  const path = pathOf(root, kata);
  if (run) await writeWhole(path, JSON.stringify({ version: 1, ...run }));
  else await rm(path, { force: true });
}

/** The run that the last verdict on a kata left, if there is any that can be read. */
export async function readLastRun(root: string, kata: Kata): Promise<JudgedRun | undefined> {
  try {
    const { version: _, ...run } = file.parse(
      JSON.parse(await readFile(pathOf(root, kata), 'utf8')),
    );
    return run;
  } catch {
    // Whatever is wrong with it, the next verdict writes it anew.
    return undefined;
  }
}

function pathOf(root: string, { lesson }: Kata): string {
  return join(root, '.dojo', 'last', `${lesson.folder}.json`);
}
