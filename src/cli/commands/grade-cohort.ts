import { openBook, OWN_BOOK } from '../../grading/cohort/book/index.ts';
import { clientOf, mustBeCluster } from '../../grading/cohort/cluster.ts';
import { handIn, reportsOf } from '../../grading/cohort/hand-in.ts';
import type { Standard } from '../../grading/cohort/key.ts';
import { RunningCohort } from '../../grading/cohort/running.ts';
import { tierNotes } from '../../grading/formats/words.ts';
import { ownVersions } from '../../grading/versions.ts';
import { gradeAll } from '../cohort-run.ts';
import { EXIT } from '../exit.ts';
import { writeGrades } from '../grade-files.ts';
import type { GraderOptions } from '../graders.ts';
import { ROOT } from '../root.ts';
import { whatToGrade, type GradingOptions } from '../what-to-grade.ts';

export interface CohortOptions extends GradingOptions, GraderOptions {
  readonly book?: string;
  readonly worker: boolean;
  readonly pause?: string;
  readonly resume?: string;
  readonly cancel?: string;
  readonly forget?: string;
}

/** Grades all that many learners handed in; broken off, it goes on where it was. */
export async function gradeCohort(
  folders: readonly string[],
  options: CohortOptions,
): Promise<number> {
  if (await toldToOneThatRuns(options)) return EXIT.pass;
  const book = await openBook(options.book ?? OWN_BOOK);
  try {
    if (options.forget !== undefined) {
      await book.forget(options.forget);
      console.log(`Of cohort ${options.forget} nothing is kept in this book any more.`);
      return EXIT.pass;
    }
    const wanted = await whatToGrade('grade-cohort', folders, options);
    const { katas, tier, rules, formats, submissions } = wanted;
    const standard: Standard = { tier, rules, versions: await ownVersions(ROOT) };
    const cohort = await handIn(book, submissions, standard);
    await gradeAll(book, cohort, { katas, standard, worker: options.worker, graders: options });
    const { infra, open } = await book.counts(cohort.name);
    if (formats.length > 0 && open === 0) {
      const reports = await reportsOf(book, cohort);
      for (const name of formats) await writeGrades(name, reports, options.out);
    }
    for (const note of tierNotes({ tier })) console.error(note);
    return infra + open > 0 ? EXIT.infra : EXIT.pass;
  } finally {
    await book.close();
  }
}

/** Says something to a cohort that runs on a cluster; false when nothing was to be said. */
async function toldToOneThatRuns({ pause: paused, resume, cancel }: CohortOptions) {
  const cohort = paused ?? resume ?? cancel;
  if (cohort === undefined) return false;
  const running = new RunningCohort(clientOf(mustBeCluster('grade-cohort')), cohort);
  if (cancel === undefined) await running.setPaused(paused !== undefined);
  else await running.cancel();
  const now = cancel !== undefined ? 'is broken off' : paused !== undefined ? 'rests' : 'goes on';
  console.log(`Cohort ${cohort} ${now}.`);
  return true;
}
