import type { Intake } from '../../intake.ts';
import type { GradeReport } from '../../report.ts';

/** One answer, as it was taken in. */
export interface HandedIn {
  /** The kata's slug. */
  readonly kata: string;
  readonly intake: Intake;
}

/** Who handed in what. */
export interface Entry {
  readonly learner: string;
  readonly kata: string;
  /** Of the answer: see `keyOf`. Learners who handed in the same have the same. */
  readonly key: string;
}

/** How many different answers of a cohort have which verdict; 'open' have none yet. */
export type Counts = Readonly<Record<GradeReport['verdict'] | 'open', number>>;

export const NO_COUNTS: Counts = { pass: 0, fail: 0, error: 0, infra: 0, open: 0 };

/**
 * Where a cohort's answers and grades are kept. Workers and starters on several machines may have it
 * open at once, and each of them may be killed at any moment: whatever is written is written whole,
 * and writing it again changes nothing.
 */
export interface GradeBook {
  /** Writes down who handed in what. */
  begin(
    cohort: string,
    entries: readonly Entry[],
    answers: ReadonlyMap<string, HandedIn>,
  ): Promise<void>;
  /** Keys of a cohort in their order, each once, from after the given one on. */
  keys(cohort: string, after: string | undefined, atMost: number): Promise<string[]>;
  /** @throws {Error} when it was not handed in here, or is forgotten */
  answer(key: string): Promise<HandedIn>;
  grade(key: string): Promise<GradeReport | undefined>;
  /**
   * Enters a grade. The first one stays, however often an answer is graded; only where nothing could
   * be said of the answer may another take its place.
   *
   * @returns the grade that stands there now
   */
  enter(key: string, report: GradeReport): Promise<GradeReport>;
  counts(cohort: string): Promise<Counts>;
  /** Who handed in what, in the order in which it was told. */
  entries(cohort: string): Promise<Entry[]>;
  /** Deletes a cohort's answers and grades, but for those that others handed in as well. */
  forget(cohort: string): Promise<void>;
  close(): Promise<void>;
}
