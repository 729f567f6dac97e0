import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { cohortActivities } from './activities.ts';
import type { GradeBook } from './book/book.ts';
import type { Cluster } from './cluster.ts';
import type { Grader } from './grade-key.ts';
import { answersQueue } from './workflows.ts';

const WORKFLOWS = fileURLToPath(new URL('./workflows.ts', import.meta.url));
/** So long a worker that was told to end may finish what it is grading. */
const FINISH = '10 minutes';
/** A cluster that is not there is asked again after so many milliseconds. */
const AGAIN_MS = 1000;

export interface GradeWorkerOptions {
  readonly cluster: Cluster;
  readonly queue: string;
  readonly book: GradeBook;
  readonly grader: Grader;
  /** How many answers are graded at once. */
  readonly jobs: number;
  /** Ends the worker, which finishes what it is grading. */
  readonly signal: AbortSignal;
  /** Takes one line at a time. */
  readonly tell: (line: string) => void;
}

/**
 * Works on cohorts until it is told to end. Where the cluster goes away it waits until it is back.
 *
 * The process belongs to it: it decides how the SDK's native half logs, and who hears signals.
 */
export async function workOnCohorts(options: GradeWorkerOptions): Promise<void> {
  const { signal, tell, cluster } = options;
  Runtime.install({
    logger: new DefaultLogger('ERROR', ({ message }) => tell(message)),
    telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
    shutdownSignals: [],
  });
  for (let tried = 0; !signal.aborted; tried += 1) {
    try {
      await work(options);
    } catch (error) {
      if (signal.aborted) return;
      const why = error instanceof Error ? error.message : String(error);
      if (tried === 0) tell(`There is no answer from ${cluster.address} now; waiting. (${why})`);
      await pause(AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function work({ cluster, queue, book, grader, jobs, signal }: GradeWorkerOptions) {
  const { connectionOptions } = loadClientConnectConfig();
  const connection = await NativeConnection.connect(connectionOptions);
  try {
    const common = {
      connection,
      namespace: cluster.namespace,
      activities: cohortActivities(book, grader),
      shutdownGraceTime: FINISH,
    } as const;
    const workers = await Promise.all([
      Worker.create({ ...common, taskQueue: queue, workflowsPath: WORKFLOWS }),
      Worker.create({
        ...common,
        taskQueue: answersQueue(queue),
        maxConcurrentActivityTaskExecutions: jobs,
      }),
    ]);
    const end = () => {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    };
    if (signal.aborted) return;
    signal.addEventListener('abort', end);
    try {
      // Where one of them can't go on, the other is of no use.
      await Promise.all(workers.map((worker) => worker.run().finally(end)));
    } finally {
      signal.removeEventListener('abort', end);
    }
  } finally {
    await connection.close();
  }
}
