import {
  CodeFailure,
  WorkerRun,
  type QueryAnswer,
  type Query,
  type Sandbox,
  type TaskOutcome,
} from '../core/worker-run.ts';
import type { WorkerFacts } from '../core/run-machines.ts';
import type { HistoryEvent } from '../history/event.ts';
import type { Execution } from '../server/execution.ts';
import { TASK_TIMEOUT_MS } from '../server/workflow-task.ts';
import { LocalExecution, type PerformLocally, type Rest } from './local-executor.ts';

/** What a Worker is like. */
export interface WorkerOptions extends WorkerFacts {
  /** Whether it remembers runs between their tasks; else each task repeats the whole history. */
  readonly remembers: boolean;
  readonly identity: string;
}

/** Takes workflow tasks, and has code do them. */
export class Worker {
  readonly options: WorkerOptions;
  readonly #sandbox: Sandbox;
  readonly #performLocally: (execution: Execution) => PerformLocally;
  readonly #rest: Rest;
  readonly #runs = new Map<string, WorkerRun>();
  /** By run, the end of what is done last. */
  readonly #turns = new Map<string, Promise<void>>();
  #queries = 0;

  constructor(
    options: WorkerOptions,
    sandbox: Sandbox,
    performLocally: (execution: Execution) => PerformLocally,
    rest: Rest,
  ) {
    this.options = options;
    this.#sandbox = sandbox;
    this.#performLocally = performLocally;
    this.#rest = rest;
  }

  /** Does the workflow task that an execution has just begun. */
  perform(execution: Execution): Promise<TaskOutcome> {
    return this.#inTurn(execution.runId, () => this.#perform(execution));
  }

  async #perform(execution: Execution): Promise<TaskOutcome> {
    const { runId, workflowId, history, task } = execution;
    const known = this.#runs.get(runId);
    const run = known ?? this.#fresh(execution);
    const { lastCompletedStart } = history;
    const outcome = await run.perform({
      workflowId,
      events: known ? history.events.slice(lastCompletedStart) : [...history.events],
      previousStartedId: lastCompletedStart,
      attempt: task.attempt,
      messages: task.messages,
      queries: [],
    });
    if (outcome.kind !== 'completed' || !this.options.remembers) await this.#forget(runId);
    return outcome;
  }

  /** Asks code something; it may have to repeat its history first. */
  ask(execution: Execution, query: Omit<Query, 'id'>): Promise<QueryAnswer> {
    return this.#inTurn(execution.runId, () => this.#ask(execution, query));
  }

  async #ask(execution: Execution, query: Omit<Query, 'id'>): Promise<QueryAnswer> {
    const { runId, workflowId, history, task } = execution;
    const known = this.#runs.get(runId);
    try {
      const run = known ?? this.#fresh(execution);
      if (!known) await run.replay(workflowId, [...history.events]);
      return await run.ask({ ...query, id: `query-${(this.#queries += 1)}` });
    } catch (error) {
      await this.#forget(runId);
      if (error instanceof CodeFailure) return { failed: error.failure };
      return { failed: { message: error instanceof Error ? error.message : String(error) } };
    } finally {
      // A task that waits was repeated, too, and is still to be done.
      const isAhead = !known && task.state !== 'none';
      if (isAhead || !this.options.remembers) await this.#forget(runId);
    }
  }

  /** The Worker loses its memory of a run, or of all. */
  async forget(runId?: string): Promise<void> {
    const lost = runId === undefined ? [...this.#runs.keys()] : [runId];
    for (const id of lost) await this.#inTurn(id, () => this.#forget(id));
  }

  async #forget(runId: string): Promise<void> {
    if (this.#runs.delete(runId)) await this.#sandbox.dispose(runId);
  }

  /** Of one run, only one thing is done at a time. */
  async #inTurn<Result>(runId: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#turns.get(runId);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#turns.set(runId, promise);
    try {
      await before;
      return await work();
    } finally {
      if (this.#turns.get(runId) === promise) this.#turns.delete(runId);
      resolve();
    }
  }

  #fresh(execution: Execution): WorkerRun {
    const timeout = execution.request.workflowTaskTimeout ?? TASK_TIMEOUT_MS;
    const { clock } = execution.company;
    const perform = this.#performLocally(execution);
    const locals = new LocalExecution(clock, timeout, perform, this.#rest);
    const run = new WorkerRun(execution.runId, this.options, this.#sandbox, locals);
    this.#runs.set(execution.runId, run);
    return run;
  }
}

const NO_LOCALS = {
  start: () => undefined,
  stop: () => undefined,
  heartbeat: () => ({ due: new Promise<'heartbeat'>(() => undefined), cancel: () => undefined }),
};

/**
 * Repeats a recorded history from its first event.
 *
 * @returns why the code does not do what the history has; undefined when it does
 */
export async function replay(
  facts: WorkerFacts,
  sandbox: Sandbox,
  recorded: {
    readonly workflowId: string;
    readonly runId: string;
    readonly events: readonly HistoryEvent[];
  },
): Promise<Error | undefined> {
  const run = new WorkerRun(recorded.runId, facts, sandbox, NO_LOCALS);
  try {
    await run.replay(recorded.workflowId, recorded.events);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    await sandbox.dispose(recorded.runId);
  }
}
