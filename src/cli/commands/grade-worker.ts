import { readKatas } from '../../course/katas.ts';
import { openBook, OWN_BOOK } from '../../grading/cohort/book/index.ts';
import { mustBeCluster } from '../../grading/cohort/cluster.ts';
import { queueOf } from '../../grading/cohort/key.ts';
import { ownVersions } from '../../grading/versions.ts';
import { EXIT } from '../exit.ts';
import { endInOrder } from '../end-request.ts';
import { jobsOf, openGraders } from '../graders.ts';
import { ROOT } from '../root.ts';
import { rulesIn, tierNamed } from '../what-to-grade.ts';

export interface WorkerOptions {
  readonly book?: string;
  readonly jobs?: number;
  readonly rules?: string;
  readonly tier: string;
}

/** Grades what cohorts have for workers, until it is told to end. */
export async function gradeWorker(options: WorkerOptions): Promise<number> {
  const cluster = mustBeCluster('grade-worker');
  const tell = (line: string) => console.error(line);
  const katas = await readKatas(ROOT);
  const tier = tierNamed(options.tier);
  const rules = await rulesIn(options.rules, katas);
  const standard = { tier, rules, versions: await ownVersions(ROOT) };
  const queue = queueOf(katas, standard);
  const book = await openBook(options.book ?? OWN_BOOK);
  const grader = await openGraders(katas, standard, options);
  const jobs = jobsOf(options);
  tell(`Works for ${cluster.address}, on ${queue}, ${jobs} at once. Ctrl-C ends it.`);
  try {
    const { workOnCohorts } = await import('../../grading/cohort/worker.ts');
    const signal = endInOrder(() =>
      tell('It ends when what is being graded is done. Once more to end now.'),
    );
    await workOnCohorts({ cluster, queue, book, grader, jobs, signal, tell });
  } finally {
    await grader.close();
    await book.close();
  }
  return EXIT.pass;
}
