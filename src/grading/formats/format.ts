import type { GradeReport } from '../report.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** One way to write down what was graded. */
export interface Format {
  /** `learner`: a file for each learner. `cohort`: one for all. */
  readonly of: 'learner' | 'cohort';
  /** The file's name, as who reads it expects it. */
  readonly file: string;
  /** Whether it can say that nothing is known. What can't is not written, lest it be taken for a grade. */
  readonly knowsInfra: boolean;
  /** What must be known beside the reports, as the variables that hold it. */
  readonly needs?: readonly string[];
  /**
   * @param reports of one learner, or of all; never none
   * @param environment where the variables are that it needs
   */
  write(reports: readonly GradeReport[], environment?: Environment): string;
}
