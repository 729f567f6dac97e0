import { CourseError } from '../../course/error.ts';
import { openBook, OWN_BOOK } from '../../grading/cohort/book/index.ts';
import { clientOf, mustBeCluster } from '../../grading/cohort/cluster.ts';
import { handIn, reportsOf } from '../../grading/cohort/hand-in.ts';
import type { Standard } from '../../grading/cohort/key.ts';
import { isUnheard, RunningCohort } from '../../grading/cohort/running.ts';
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
  readonly progress?: string;
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

/**
 * Asks or tells a cohort that runs on a cluster; false when nothing was to be said.
 *
 * @throws CourseError when the cluster does not answer
 */
async function toldToOneThatRuns(options: CohortOptions): Promise<boolean> {
  const { progress, pause, resume, cancel } = options;
  const name = progress ?? pause ?? resume ?? cancel;
  if (name === undefined) return false;
  const cluster = mustBeCluster('grade-cohort');
  const running = new RunningCohort(clientOf(cluster), name);
  try {
    console.log(`Cohort ${name} ${await told(running, options)}.`);
    return true;
  } catch (error) {
    if (!isUnheard(error)) throw error;
    throw new CourseError(
      `${cluster.address} does not answer, or no worker is there to answer for it.`,
      'See that TEMPORAL_ADDRESS is right, and begin a worker: npx dojo grade-worker',
    );
  }
}

async function told(
  running: RunningCohort,
  { progress, pause, cancel }: CohortOptions,
): Promise<string> {
  if (progress !== undefined) {
    const { answers, graded, unjudged, paused } = await running.progress();
    const trouble = unjudged > 0 ? `, of which ${unjudged} could not be judged` : '';
    return `${paused ? 'rests' : 'is at work'}: ${graded} of ${answers} are done${trouble}`;
  }
  if (cancel !== undefined) {
    await running.cancel();
    return 'is broken off';
  }
  await running.setPaused(pause !== undefined);
  return pause === undefined ? 'goes on' : 'rests';
}
