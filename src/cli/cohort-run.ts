import { setTimeout as pause } from 'node:timers/promises';
import type { GradeBook } from '../grading/cohort/book/index.ts';
import { clientOf, clusterNamed, type Cluster } from '../grading/cohort/cluster.ts';
import type { Cohort } from '../grading/cohort/hand-in.ts';
import { queueOf, type Standard } from '../grading/cohort/key.ts';
import { gradeHere } from '../grading/cohort/pool.ts';
import { follow, PACE } from '../grading/cohort/running.ts';
import type { Kata } from '../course/kata.ts';
import { ProgressLine } from './progress-line.ts';
import { endInOrder } from './end-request.ts';
import { jobsOf, openGraders, type GraderOptions } from './graders.ts';

/** How often it is looked how far a cohort has come, in milliseconds. */
const LOOK_MS = 1000;

/** What a grading is done with. */
export interface Means {
  readonly katas: readonly Kata[];
  readonly standard: Standard;
  /** Whether this process is one of a cluster's workers. */
  readonly worker: boolean;
  readonly graders: GraderOptions;
}

/** Grades what is open of a cohort: by a cluster, where the environment names one. */
export async function gradeAll(book: GradeBook, cohort: Cohort, means: Means): Promise<void> {
  const { name, entries } = cohort;
  const cluster = clusterNamed();
  const counts = await book.counts(name);
  const progress = new ProgressLine(counts);
  if (counts.open + counts.infra > 0) {
    console.error(
      `Cohort ${name}: ${entries.length} answers, graded ${cluster ? `by ${cluster.address}` : 'on this machine'}.\n` +
        'Broken off, it goes on where it was: type the same command again.',
    );
    if (cluster) await gradeThere(book, cohort, cluster, means, progress);
    else await gradeOnThisMachine(book, cohort, means, progress);
  }
  progress.end(await book.counts(name));
}

/** A pool of graders, without a cluster. */
async function gradeOnThisMachine(
  book: GradeBook,
  { name }: Cohort,
  { katas, standard, graders: options }: Means,
  progress: ProgressLine,
): Promise<void> {
  const graders = await openGraders(katas, standard, options);
  const over = new AbortController();
  const showing = showUntil(over.signal, book, name, progress);
  try {
    await gradeHere(book, name, graders, jobsOf(options), new AbortController().signal);
  } finally {
    over.abort();
    await showing;
    await graders.close();
  }
}

async function showUntil(
  signal: AbortSignal,
  book: GradeBook,
  cohort: string,
  progress: ProgressLine,
): Promise<void> {
  while (!signal.aborted) {
    progress.show(await book.counts(cohort));
    await pause(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** By a cluster's workers, of which this process is one, unless told. */
async function gradeThere(
  book: GradeBook,
  { name, answers }: Cohort,
  cluster: Cluster,
  { katas, standard, worker, graders: options }: Means,
  progress: ProgressLine,
): Promise<void> {
  const queue = queueOf(katas, standard);
  const jobs = jobsOf(options);
  const grader = worker ? await openGraders(katas, standard, options) : undefined;
  const tell = (line: string) => console.error(`\n${line}`);
  const over = new AbortController();
  const signal = AbortSignal.any([
    over.signal,
    endInOrder(() => tell('It ends when what is being graded is done. Once more to end now.')),
  ]);
  const working = grader
    ? import('../grading/cohort/worker.ts').then(({ workOnCohorts }) =>
        workOnCohorts({ cluster, queue, book, grader, jobs, signal, tell }),
      )
    : undefined;
  try {
    const input = { cohort: name, answers, ...PACE };
    const look = async (note: string) => progress.show(await book.counts(name), note);
    const ended = await follow(clientOf(cluster), queue, input, look, signal);
    if (ended && ended !== 'COMPLETED') tell(`The cohort's workflow ended: ${ended}.`);
  } finally {
    over.abort();
    await working;
    await grader?.close();
  }
}
