import { join } from 'node:path';
import { fetchServer } from '../../server/index.ts';
import { serverCache } from '../../judge/dojo.ts';
import { ROOT } from '../root.ts';
import { runNode } from './test.ts';

export interface BenchOptions {
  /** Where to write all figures too. */
  readonly json?: string;
  /** Whether to measure grading, and nothing else. */
  readonly grade?: boolean;
  /** Whether to measure what a cohort costs beside its grading, and nothing else. */
  readonly cohort?: boolean;
  /** Whether to compare the simulator with the official server, and nothing else. */
  readonly simulator?: boolean;
  /** Whether to measure the built site, and nothing else. */
  readonly site?: boolean;
  /** Whether to measure the live board of a workshop, and nothing else. */
  readonly workshop?: boolean;
  /** Whether to measure the sweep of the whole course, which takes minutes. */
  readonly sweep?: boolean;
}

/** Measures verdicts on this machine, grading, or the built site; see `bench/` for what and how. */
export async function bench({
  json,
  grade = false,
  cohort = false,
  simulator = false,
  site = false,
  sweep = false,
  workshop = false,
}: BenchOptions): Promise<number> {
  if (!site && !workshop) await fetchServer(serverCache(ROOT), (line) => console.log(line));
  return runNode([
    join(ROOT, 'bench', 'main.ts'),
    ...(json === undefined ? [] : ['--json', json]),
    ...(grade ? ['--grade'] : []),
    ...(cohort ? ['--cohort'] : []),
    ...(simulator ? ['--simulator'] : []),
    ...(site ? ['--site'] : []),
    ...(sweep ? ['--sweep'] : []),
    ...(workshop ? ['--workshop'] : []),
  ]);
}
