import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { CourseError } from '../../src/course/error.ts';
import { openBook, type GradeBook } from '../../src/grading/cohort/book/index.ts';
import { gradeHere } from '../../src/grading/cohort/pool.ts';
import { follow, hasWorkers, PACE } from '../../src/grading/cohort/running.ts';
import { target, type Target } from '../figures.ts';
import { load, machine, type Load, type Machine } from '../machine.ts';
import type { Progress } from '../progress.ts';
import { DevServer, TEMPORAL } from './dev-server.ts';
import { answer, standIn } from './stand-in.ts';

/** As many graders as one worker has here. */
const JOBS = 8;

/** For the overhead: so many answers, each of so many milliseconds, a third of a real one's. */
const OVERHEAD = { answers: 400, milliseconds: 1000 };
const OVERHEAD_AT_MOST = 0.1;
/** For the growth: cohorts of so many answers that cost nothing. */
const SIZES = [100, 1000, 10_000];
/** So much more may an answer cost in the largest cohort than in the middle one. */
const GROWTH_AT_MOST = 0.25;

/** What the cohort's application costs; what `--cohort --json` writes. All times in milliseconds. */
export interface CohortFigures {
  readonly format: 1;
  readonly date: string;
  readonly machine: Machine;
  readonly load: Load;
  readonly overhead: {
    readonly answers: number;
    /** What one answer costs. */
    readonly milliseconds: number;
    readonly pool: number;
    readonly cluster: number;
  };
  readonly growth: readonly CohortSize[];
  readonly targets: readonly Target[];
}

/** What a cohort of that size came to, of answers that cost nothing. */
export interface CohortSize {
  readonly answers: number;
  readonly took: number;
  /** Of all its workflows' histories. */
  readonly events: number;
  readonly bytes: number;
  /** The longest of these histories, in events. */
  readonly longest: number;
  readonly runs: number;
  /** Of the grade book. */
  readonly bookBytes: number;
}

/**
 * Measures what a cluster adds to a pool, and how that grows. A stand-in of fixed cost grades.
 *
 * @throws {CourseError} when there is no Temporal server here
 */
export async function measureCohort(progress: Progress): Promise<CohortFigures> {
  if (TEMPORAL === undefined) {
    throw new CourseError(
      'That takes a Temporal server, and the program `temporal` is not here.',
      'Type: GOBIN=$PWD/.dojo/bin go install github.com/temporalio/cli/cmd/temporal@v1.5.1',
    );
  }
  const atStart = load();
  const date = new Date().toISOString();
  const folder = await mkdtemp(join(tmpdir(), 'dojo-cohort-bench-'));
  const server = await DevServer.start(join(folder, 'temporal.db'));
  process.env['TEMPORAL_ADDRESS'] = server.address;
  const bench = new CohortBench(folder, server.address);
  try {
    progress.begin('Overhead');
    const { answers, milliseconds } = OVERHEAD;
    const pool = await bench.byPool(answers, milliseconds);
    progress.took(pool);
    const { took: cluster } = await bench.byCluster(answers, milliseconds);
    progress.took(cluster);
    progress.begin('Growth');
    const growth: CohortSize[] = [];
    for (const size of SIZES) {
      growth.push(await bench.byCluster(size, 0));
      progress.took(growth.at(-1)?.took ?? 0);
    }
    return {
      format: 1,
      date,
      machine: await machine(),
      load: atStart,
      overhead: { answers, milliseconds, pool, cluster },
      growth,
      targets: [
        target(
          'a cluster’s overhead over the pool',
          'percent',
          OVERHEAD_AT_MOST,
          cluster / pool - 1,
        ),
        target(
          'an answer of 10,000 costs more than of 1,000',
          'percent',
          GROWTH_AT_MOST,
          growthOf(growth),
        ),
      ],
    };
  } finally {
    await server.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

/** How much more an answer costs in the largest cohort than in the one before it, as a share. */
export function growthOf(growth: readonly CohortSize[]): number {
  const [before, last] = growth.slice(-2).map(({ took, answers }) => took / answers);
  return (last ?? 0) / (before ?? 1) - 1;
}

class CohortBench {
  readonly #folder: string;
  readonly #address: string;
  #number = 0;

  constructor(folder: string, address: string) {
    this.#folder = folder;
    this.#address = address;
  }

  /** Without a cluster; in milliseconds. */
  async byPool(answers: number, milliseconds: number): Promise<number> {
    return this.#withBook(answers, async (book, cohort) => {
      const grader = standIn(join(this.#folder, 'log'), milliseconds);
      const began = performance.now();
      await gradeHere(book, cohort, grader, JOBS, new AbortController().signal);
      return performance.now() - began;
    });
  }

  async byCluster(answers: number, milliseconds: number): Promise<CohortSize> {
    return this.#withBook(answers, async (book, cohort, path) => {
      const connection = await Connection.connect({ address: this.#address });
      const client = new Client({ connection });
      // What workers of before asked for is not to be taken for this one's asking.
      const queue = `dojo-grading-${cohort}`;
      const worker = await this.#worker(client, queue, path, milliseconds);
      try {
        const input = { cohort, answers, ...PACE };
        const began = performance.now();
        const look = async () => undefined;
        const ended = await follow(client, queue, input, look, new AbortController().signal);
        const took = performance.now() - began;
        const { pass } = await book.counts(cohort);
        if (ended !== 'COMPLETED' || pass !== answers) {
          throw new CourseError(
            `Of ${answers} answers ${pass} were graded, and the cohort is ${ended}.`,
            'Type `npm test -- grading/cohort` to see what is broken.',
          );
        }
        const { size: bookBytes } = await stat(path);
        return { answers, took, ...(await historiesOf(client, cohort)), bookBytes };
      } finally {
        worker.kill('SIGKILL');
        await connection.close();
      }
    });
  }

  async #withBook<Result>(
    answers: number,
    work: (book: GradeBook, cohort: string, path: string) => Promise<Result>,
  ): Promise<Result> {
    const cohort = `cohort${(this.#number += 1)}`;
    const path = join(this.#folder, `${cohort}.sqlite`);
    const book = await openBook(path);
    try {
      const keys = Array.from({ length: answers }, (_, index) => `${cohort}-${index}`);
      const entries = keys.map((key) => ({ learner: key, kata: 'light', key }));
      await book.begin(cohort, entries, new Map(keys.map((key) => [key, answer(key)])));
      return await work(book, cohort, path);
    } finally {
      await book.close();
    }
  }

  /** A worker that has begun to ask for work. */
  async #worker(
    client: Client,
    queue: string,
    book: string,
    milliseconds: number,
  ): Promise<ChildProcess> {
    const main = join(import.meta.dirname, 'worker-main.ts');
    const args = [book, queue, join(this.#folder, 'log'), String(milliseconds)];
    const worker = fork(main, args, {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    while (!(await hasWorkers(client, queue))) await pause(100);
    return worker;
  }
}

type Histories = Pick<CohortSize, 'events' | 'bytes' | 'longest' | 'runs'>;

async function historiesOf(client: Client, cohort: string): Promise<Histories> {
  const query = `WorkflowId STARTS_WITH "dojo-cohort-${cohort}"`;
  const all: { events: number; bytes: number }[] = [];
  for await (const { historyLength, historySize } of client.workflow.list({ query })) {
    all.push({ events: Number(historyLength), bytes: Number(historySize ?? 0) });
  }
  const sum = (part: 'events' | 'bytes') => all.reduce((total, each) => total + each[part], 0);
  return {
    events: sum('events'),
    bytes: sum('bytes'),
    longest: Math.max(...all.map(({ events }) => events)),
    runs: all.length,
  };
}
