/**
 * A cohort's grading, as workflows: one for the cohort, a child for each batch of answers, and in it
 * one activity for each answer. What they know of an answer is its key; the answer and its grade are
 * in the grade book.
 */
import {
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  isCancellation,
  log,
  proxyActivities,
  setHandler,
  startChild,
  workflowInfo,
  type ChildWorkflowHandle,
} from '@temporalio/workflow';
import type { CohortActivities } from './activities.ts';
import { TRIES } from './grade-key.ts';

/** No workflow should have more activities than this. */
export const LARGEST_BATCH = 500;
/** A cohort begins a new history after so many batches. */
const BATCHES_IN_A_RUN = 20;

const { nextBatch, enterUnjudged } = proxyActivities<CohortActivities>({
  startToCloseTimeout: '1 minute',
});

/** The queue of the gradings themselves. They are slow, and must not keep the other work waiting. */
export function answersQueue(queue: string): string {
  return `${queue}/answers`;
}

const gradingOptions = {
  // The longest judging that is allowed takes three minutes, and may be done twice.
  startToCloseTimeout: '15 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { maximumAttempts: TRIES, initialInterval: '2 seconds', maximumInterval: '1 minute' },
} as const;

/** Begins no more gradings, or goes on. */
export const setPaused = defineSignal<[boolean]>('setPaused');
export const cohortProgress = defineQuery<CohortProgress>('progress');
export const batchProgress = defineQuery<BatchProgress>('batchProgress');

export interface CohortInput {
  readonly cohort: string;
  /** How many different answers there are. */
  readonly answers: number;
  readonly batchSize: number;
  /** How many batches are under way at once. */
  readonly batchesAtOnce: number;
  /** How many answers of a batch are under way at once. */
  readonly answersAtOnce: number;
  /** What the run before this one came to. */
  readonly before?: Omit<CohortProgress, 'open'> & { readonly after: string };
}

export interface CohortProgress {
  readonly answers: number;
  readonly graded: number;
  /** How many of them could not be judged. */
  readonly unjudged: number;
  readonly batches: number;
  readonly paused: boolean;
  /** The workflow ids of the batches that are under way. */
  readonly open: readonly string[];
}

export interface BatchInput {
  readonly keys: readonly string[];
  readonly answersAtOnce: number;
  readonly paused: boolean;
}

export interface BatchProgress {
  readonly graded: number;
  readonly unjudged: number;
}

/** Grades all answers of a cohort, batch by batch. */
export async function gradeCohort(input: CohortInput): Promise<Omit<CohortProgress, 'open'>> {
  const { cohort, answers, batchSize, batchesAtOnce, answersAtOnce, before } = input;
  let { graded = 0, unjudged = 0, batches = 0, paused = false, after } = before ?? {};
  let begun = 0;
  let more = true;
  let trouble: { readonly error: unknown } | undefined;
  const open = new Map<string, ChildWorkflowHandle<typeof gradeBatch>>();

  setHandler(cohortProgress, () => ({ ...soFar(), open: [...open.keys()] }));
  setHandler(setPaused, async (wanted) => {
    paused = wanted;
    await Promise.all([...open.values()].map((batch) => batch.signal(setPaused, wanted)));
  });

  const inFull = () => workflowInfo().continueAsNewSuggested || begun >= BATCHES_IN_A_RUN;
  while (more && !inFull()) {
    await condition(() => trouble !== undefined || (!paused && open.size < batchesAtOnce));
    if (trouble) throw trouble.error;
    const { keys, id } = await nextBatch(cohort, after, batchSize);
    more = keys.length === batchSize;
    after = keys.at(-1) ?? after;
    if (keys.length === 0) break;
    begun += 1;
    const told = paused;
    const batch = await startChild(gradeBatch, {
      workflowId: `${workflowInfo().workflowId}/${id}`,
      args: [{ keys, answersAtOnce, paused: told }],
    });
    open.set(batch.workflowId, batch);
    void follow(batch);
    // It may have come while the child began, which nobody could tell then.
    if (paused !== told) await batch.signal(setPaused, paused);
  }
  // A child would be lost to the run that comes after this one.
  await condition(() => trouble !== undefined || open.size === 0);
  if (trouble) throw trouble.error;
  if (!more || after === undefined) return soFar();
  return continueAsNew<typeof gradeCohort>({ ...input, before: { ...soFar(), after } });

  function soFar(): Omit<CohortProgress, 'open'> {
    return { answers, graded, unjudged, batches, paused };
  }

  async function follow(batch: ChildWorkflowHandle<typeof gradeBatch>): Promise<void> {
    try {
      const done = await batch.result();
      graded += done.graded;
      unjudged += done.unjudged;
      batches += 1;
    } catch (error) {
      trouble ??= { error };
    } finally {
      open.delete(batch.workflowId);
    }
  }
}

/** Grades some answers. One that can't be judged does not keep the others from it. */
export async function gradeBatch(input: BatchInput): Promise<BatchProgress> {
  const { keys, answersAtOnce } = input;
  let { paused } = input;
  let graded = 0;
  let unjudged = 0;
  let next = 0;
  const taskQueue = answersQueue(workflowInfo().taskQueue);
  const { gradeAnswer } = proxyActivities<CohortActivities>({ ...gradingOptions, taskQueue });
  setHandler(batchProgress, () => ({ graded, unjudged }));
  setHandler(setPaused, (wanted) => {
    paused = wanted;
  });

  await Promise.all(Array.from({ length: Math.min(answersAtOnce, keys.length) }, oneByOne));
  return { graded, unjudged };

  async function oneByOne(): Promise<void> {
    for (;;) {
      await condition(() => !paused);
      const key = keys[next++];
      if (key === undefined) return;
      try {
        await gradeAnswer(key);
      } catch (error) {
        if (isCancellation(error)) throw error;
        log.warn('An answer could not be judged', { key, error });
        await enterUnjudged(key, reasonOf(error));
        unjudged += 1;
      }
      graded += 1;
    }
  }
}

/** The innermost cause has the words that say most. */
function reasonOf(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause !== undefined) inner = inner.cause;
  return inner instanceof Error ? inner.message : String(inner);
}
