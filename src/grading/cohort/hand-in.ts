import { takeIn } from '../intake.ts';
import type { GradeReport } from '../report.ts';
import type { Submission } from '../submission.ts';
import type { Entry, GradeBook, HandedIn } from './book/index.ts';
import { digest, keyOf, type Standard } from './key.ts';

/** A cohort's name is that many digits of its hash. */
const NAME_DIGITS = 12;

/** Answers that are graded together. */
export interface Cohort {
  /** A hash of who handed in what, and of what judges it. */
  readonly name: string;
  readonly entries: readonly Entry[];
  /** How many different answers there are. */
  readonly answers: number;
}

/**
 * Takes in what many learners handed in, and writes it into the book. From then on their folders are
 * not looked at.
 */
export async function handIn(
  book: GradeBook,
  submissions: readonly Submission[],
  standard: Standard,
): Promise<Cohort> {
  const entries: Entry[] = [];
  const answers = new Map<string, HandedIn>();
  for (const submission of submissions) {
    for (const { kata, folder } of submission.answers) {
      const intake = await takeIn(folder, kata.editable);
      const key = keyOf(kata, intake, standard);
      answers.set(key, { kata: kata.slug, intake });
      entries.push({ learner: submission.learner, kata: kata.slug, key });
    }
  }
  const name = digest([entries]).slice(0, NAME_DIGITS);
  await book.begin(name, entries, answers);
  return { name, entries, answers: answers.size };
}

/**
 * The grades of a cohort, for each learner in turn.
 *
 * @throws {Error} when an answer has no grade yet
 */
export async function reportsOf(
  book: GradeBook,
  { entries }: Pick<Cohort, 'entries'>,
): Promise<GradeReport[][]> {
  const reports = new Map<string, GradeReport[]>();
  for (const { learner, key } of entries) {
    const report = await book.grade(key);
    if (!report) throw new Error(`An answer of ${learner} has no grade yet.`);
    reports.set(learner, [...(reports.get(learner) ?? []), { ...report, learner }]);
  }
  return [...reports.values()];
}
