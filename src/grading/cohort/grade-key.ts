import type { GradeReport } from '../report.ts';
import type { GradeBook, HandedIn } from './book/book.ts';

/** Where a grade is in its making; said with each sign of life. */
export type Phase = 'reading' | 'waiting for a grader' | 'judging' | 'entering';

/** How often an answer is tried that can't be judged, by no fault of its own. */
export const TRIES = 3;

/** Grades answers, wherever that happens. */
export interface Grader {
  /**
   * Grades one answer.
   *
   * @param phase is told how far it has come
   * @param signal breaks it off
   */
  grade(answer: HandedIn, phase: (phase: Phase) => void, signal: AbortSignal): Promise<GradeReport>;
  /** The report that says that an answer could not be judged, and why. */
  unjudged(answer: HandedIn, reason: string): Promise<GradeReport>;
}

/** Nothing could be said of an answer, by no fault of its own. The report says why. */
export class Unjudged extends Error {
  readonly report: GradeReport;

  constructor(report: GradeReport) {
    super(report.message ?? 'No reason is known.');
    this.name = 'Unjudged';
    this.report = report;
  }
}

/**
 * Grades one answer of a cohort and enters the grade, unless it has one. This is all that the local
 * pool and a Worker's activity do.
 *
 * @throws {Unjudged} when it could not be judged; it may be tried again
 */
export async function gradeKey(
  book: GradeBook,
  key: string,
  grader: Grader,
  phase: (phase: Phase) => void,
  signal: AbortSignal,
): Promise<GradeReport['verdict']> {
  phase('reading');
  const there = await book.grade(key);
  if (there && there.verdict !== 'infra') return there.verdict;
  const report = await grader.grade(await book.answer(key), phase, signal);
  signal.throwIfAborted();
  if (report.verdict === 'infra') throw new Unjudged(report);
  phase('entering');
  return (await book.enter(key, report)).verdict;
}
