import type { Verdict } from '../kit/verdict.ts';

/** What the command line's exit codes mean; documented in the README. */
export const EXIT = {
  /** The answer passes, or the command did what it should. */
  pass: 0,
  /** A check failed. */
  fail: 1,
  /** The answer does not compile or load. */
  error: 2,
  /** Our fault: no test server, no memory, a bug. */
  infra: 3,
  /** Wrong use: unknown command, kata or option. */
  usage: 64,
} as const satisfies Record<Verdict['verdict'] | 'usage', number>;

/** The code for several verdicts: ours first, because then nothing is sure; else the worst. */
export function exitOf(verdicts: readonly Verdict['verdict'][]): number {
  const worst = (['infra', 'error', 'fail'] as const).find((kind) => verdicts.includes(kind));
  return EXIT[worst ?? 'pass'];
}
