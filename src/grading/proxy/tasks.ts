import type { temporal } from '@temporalio/proto';
import { keyOf } from './admission.ts';
import { EXECUTIONS } from './limits.ts';
import { unless } from './refusal.ts';

type Polled = temporal.api.workflowservice.v1.IPollWorkflowTaskQueueResponse;
type Execution = temporal.api.common.v1.IWorkflowExecution;

/** A workflow task asks for decisions; a query task for nothing but a query's answer. */
type Kind = 'workflow' | 'query';

interface Task {
  readonly kind: Kind;
  /** The ids of the queries that come along with a workflow task. */
  readonly queries: ReadonlySet<string>;
  /** Whether its answer is on its way to the server. */
  underWay: boolean;
}

/** A task whose answer is on its way. */
export interface Taken {
  readonly queries: ReadonlySet<string>;
  /** The server has the answer. */
  readonly answered: () => void;
  /** It has it not: the Worker may try again. */
  readonly failed: () => void;
}

/**
 * What was handed out to a sandbox. The test server's task tokens are readable, and can be guessed:
 * one holds a run's id and the length of its history. So here a token is worth something only after
 * it was handed out, and until its task is answered.
 */
export class Tasks {
  readonly #open = new Map<string, Task>();
  /** The token of each run's workflow task: another one makes it void. */
  readonly #current = new Map<string, string>();
  /** All executions, each with whether it is nobody's child. */
  readonly #executions = new Set<string>();
  readonly #roots = new Set<string>();

  /** Notes a task that the sandbox gets from the server. */
  issue({ taskToken, workflowExecution, query, queries, history }: Polled): void {
    if (!taskToken?.length || !workflowExecution) return;
    const token = keyOf(taskToken);
    const run = nameOf(workflowExecution);
    const kind = query ? 'query' : 'workflow';
    if (kind === 'workflow') {
      const before = this.#current.get(run);
      if (before !== undefined) this.#open.delete(before);
      this.#current.set(run, token);
    }
    this.#open.set(token, { kind, queries: new Set(Object.keys(queries ?? {})), underWay: false });
    this.#executions.add(run);
    const started = history?.events?.[0]?.workflowExecutionStartedEventAttributes;
    if (started && !started.parentWorkflowExecution) {
      this.#roots.add(workflowExecution.workflowId ?? '');
    }
    for (const known of [this.#open, this.#current, this.#executions, this.#roots]) shorten(known);
  }

  /** @throws Refusal unless the token is that of an open task of this kind */
  take(taskToken: Uint8Array | null | undefined, kind: Kind): Taken {
    const token = keyOf(taskToken ?? new Uint8Array());
    const task = this.#open.get(token);
    unless(task?.kind === kind && !task.underWay, 'token');
    task.underWay = true;
    return {
      queries: task.queries,
      answered: () => {
        if (this.#open.get(token) === task) this.#open.delete(token);
      },
      failed: () => {
        task.underWay = false;
      },
    };
  }

  /** Whether a task of this very execution was handed out. */
  knows(execution: Execution | null | undefined): boolean {
    return this.#executions.has(nameOf(execution ?? {}));
  }

  /** Whether tasks of a run of this workflow id were handed out that is no other run's child. */
  isRoot(workflowId: string | null | undefined): boolean {
    return this.#roots.has(workflowId ?? '');
  }

  clear(): void {
    for (const known of [this.#open, this.#current, this.#executions, this.#roots]) known.clear();
  }
}

function nameOf({ workflowId, runId }: Execution): string {
  return JSON.stringify([workflowId ?? '', runId ?? '']);
}

/** Forgets what is known for longest, so that nothing grows without end. */
function shorten(known: Map<string, unknown> | Set<string>): void {
  if (known.size <= EXECUTIONS) return;
  for (const oldest of known.keys()) {
    known.delete(oldest);
    return;
  }
}
