import type { GradeReport } from '../report.ts';

/** One way to write down what was graded. */
export interface Format {
  /** `learner`: a file for each learner. `cohort`: one for all. */
  readonly of: 'learner' | 'cohort';
  /** The file's name, as who reads it expects it. */
  readonly file: string;
  /** Whether it can say that nothing is known. What can't is not written, lest it be taken for a grade. */
  readonly knowsInfra: boolean;
  /** @param reports of one learner, or of all; never none */
  write(reports: readonly GradeReport[]): string;
}
