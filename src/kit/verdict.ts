import type { Diagnosis } from './diagnosis.ts';
import type { RunHistory } from './run-history.ts';
import type { LoadProblem } from './runtime.ts';

/** How one check went. */
export interface CheckResult {
  readonly id: string;
  readonly promise: string;
  readonly outcome: 'pass' | 'fail' | 'infra';
  /** Present when the outcome is `fail`. */
  readonly diagnosis?: Diagnosis;
  /** Present when the outcome is `infra`: what we did wrong. */
  readonly trouble?: string;
  /**
   * The run that a failed check judged; of a suite's first check also what it ran last, when it
   * passed. Absent where there was none.
   */
  readonly history?: RunHistory;
  /** Real time, in milliseconds. */
  readonly milliseconds: number;
}

/** What is said about one answer. */
export interface Verdict {
  /** The kata's slug. */
  readonly kata: string;
  /**
   * `pass`: every check passed. `fail`: a promise was broken. `error`: the answer does not compile
   * or load. `infra`: our fault; nothing is said about the answer.
   */
  readonly verdict: 'pass' | 'fail' | 'error' | 'infra';
  readonly checks: readonly CheckResult[];
  /** Present when the verdict is `error`. */
  readonly problem?: LoadProblem;
  /** Present when the verdict is `infra`. */
  readonly trouble?: string;
  /** What the answer printed: all of it or its two ends, and how many bytes in all. */
  readonly printed: { readonly text: string; readonly bytes: number };
  /** Real time, in milliseconds. */
  readonly milliseconds: number;
}

/** The verdict on checks that ran: nothing passes that was not seen to pass. */
export function verdictOf(checks: readonly CheckResult[]): 'pass' | 'fail' | 'infra' {
  if (checks.some(({ outcome }) => outcome === 'infra')) return 'infra';
  if (checks.length === 0) return 'infra';
  return checks.every(({ outcome }) => outcome === 'pass') ? 'pass' : 'fail';
}
