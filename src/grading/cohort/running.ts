import { setTimeout as pause } from 'node:timers/promises';
import {
  isGrpcServiceError,
  ServiceError,
  WorkflowNotFoundError,
  type Client,
  type WorkflowExecutionStatusName,
  type WorkflowHandle,
} from '@temporalio/client';
import { CourseError } from '../../course/error.ts';
import {
  answersQueue,
  batchProgress,
  cohortProgress,
  LARGEST_BATCH,
  setPaused,
  type BatchProgress,
  type CohortInput,
  type CohortProgress,
  type gradeCohort,
} from './workflows.ts';

/**
 * How much of a cohort is under way: enough for as many graders as there are in all, and little
 * enough that a cohort that is to rest does so soon.
 */
export const PACE = { batchSize: LARGEST_BATCH, batchesAtOnce: 2, answersAtOnce: 32 } as const;

/** `TASK_QUEUE_TYPE_ACTIVITY` of the server's protocol. */
const ACTIVITIES = 2;

/** A cohort as it runs on a cluster. */
export class RunningCohort {
  readonly #client: Client;
  readonly #handle: WorkflowHandle<typeof gradeCohort>;

  constructor(client: Client, cohort: string) {
    this.#client = client;
    this.#handle = client.workflow.getHandle(workflowIdOf(cohort));
  }

  /** Begins a cohort's grading; where it runs already, that is joined. */
  static async begin(
    client: Client,
    taskQueue: string,
    input: CohortInput,
  ): Promise<RunningCohort> {
    await client.workflow.start<typeof gradeCohort>('gradeCohort', {
      taskQueue,
      workflowId: workflowIdOf(input.cohort),
      workflowIdConflictPolicy: 'USE_EXISTING',
      args: [input],
    });
    return new RunningCohort(client, input.cohort);
  }

  async status(): Promise<WorkflowExecutionStatusName> {
    const { status } = await known(this.#handle.describe());
    return status.name;
  }

  /** What the workflows themselves say; it takes a worker to answer. */
  async progress(): Promise<CohortProgress> {
    const all = await known(this.#handle.query(cohortProgress));
    const batches = await Promise.all(all.open.map((id) => this.#batch(id)));
    const sum = (part: keyof BatchProgress) =>
      batches.reduce((total, batch) => total + batch[part], all[part]);
    return { ...all, graded: sum('graded'), unjudged: sum('unjudged') };
  }

  async #batch(id: string): Promise<BatchProgress> {
    try {
      return await this.#client.workflow.getHandle(id).query(batchProgress);
    } catch (error) {
      // It is about to begin.
      if (error instanceof WorkflowNotFoundError) return { graded: 0, unjudged: 0 };
      throw error;
    }
  }

  /** Begins no more gradings, or goes on; those under way end. */
  async setPaused(paused: boolean): Promise<void> {
    await known(this.#handle.signal(setPaused, paused));
  }

  /** Breaks off what is under way. Grades that were given stay. */
  async cancel(): Promise<void> {
    await known(this.#handle.cancel());
  }
}

/** One cohort has one workflow, whoever begins it and how often. */
function workflowIdOf(cohort: string): string {
  return `dojo-cohort-${cohort}`;
}

async function known<Result>(answer: Promise<Result>): Promise<Result> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    throw new CourseError(
      'No such cohort runs on this cluster.',
      'Its name was printed when it began. Type `npx dojo grade-cohort <folder>` to begin it, or to go on.',
      { kind: 'usage' },
    );
  }
}

/** How often a cluster is asked, in milliseconds. */
const LOOK_MS = 1000;
/** A worker asks for work about once a minute; one that has not for so long, in ms, is gone. */
const GONE_MS = 90_000;

/**
 * Begins a cohort's grading, or joins it, and waits for its end. While the cluster does not answer it
 * goes on asking; where the cluster has forgotten the cohort, that begins again.
 *
 * @param look is called again and again, with what there is to say
 * @returns how the workflow ended
 */
export async function follow(
  client: Client,
  taskQueue: string,
  input: CohortInput,
  look: (note: string) => Promise<void>,
  signal: AbortSignal,
): Promise<WorkflowExecutionStatusName | undefined> {
  let running: RunningCohort | undefined;
  while (!signal.aborted) {
    let note = '';
    try {
      running ??= await RunningCohort.begin(client, taskQueue, input);
      const status = await running.status();
      if (status !== 'RUNNING') return status;
      if (!(await hasWorkers(client, taskQueue)))
        note = 'no worker is there: npx dojo grade-worker';
    } catch (error) {
      if (error instanceof CourseError) running = undefined;
      else if (isUnheard(error)) note = 'the cluster does not answer';
      else throw error;
    }
    await look(note);
    await pause(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

/** Whether anybody has asked for answers to grade lately. */
export async function hasWorkers(client: Client, queue: string): Promise<boolean> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: answersQueue(queue) },
    taskQueueType: ACTIVITIES,
  });
  const asked = (pollers ?? []).map(({ lastAccessTime }) => Number(lastAccessTime?.seconds) * 1000);
  return asked.some((at) => Date.now() - at < GONE_MS);
}

/** Whether a call did not get through, or came to nobody. */
export function isUnheard(error: unknown): boolean {
  return error instanceof ServiceError || isGrpcServiceError(error);
}
