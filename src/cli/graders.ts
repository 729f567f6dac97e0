import { availableParallelism } from 'node:os';
import type { Kata } from '../course/kata.ts';
import { GraderPool } from '../grading/cohort/grader-pool.ts';
import type { Standard } from '../grading/cohort/key.ts';
import { mustSeal } from '../grading/sandbox/readiness.ts';
import { serverCache } from '../judge/dojo.ts';
import { fetchServer } from '../server/index.ts';
import { ROOT } from './root.ts';

/** How a person says how many graders there are, and by what rules they grade. */
export interface GraderOptions {
  readonly jobs?: number;
  readonly rules?: string;
}

/**
 * How many answers are graded at once, unless told. One answer keeps somewhat less than two
 * processors busy.
 */
export function jobsOf({ jobs }: GraderOptions): number {
  return jobs ?? Math.max(1, Math.floor(availableParallelism() / 2));
}

/**
 * Graders in processes of their own, once it is sure that answers can be kept apart.
 *
 * @throws CourseError when they can't
 */
export async function openGraders(
  katas: readonly Kata[],
  standard: Standard,
  options: GraderOptions,
): Promise<GraderPool> {
  if (standard.tier === 'sealed') await mustSeal(ROOT);
  await fetchServer(serverCache(ROOT), (line) => console.error(line));
  return new GraderPool(ROOT, katas, standard, {
    jobs: jobsOf(options),
    rulesFolder: options.rules,
  });
}
