import type { Payload, Payloads } from '../history/payload.ts';
import type { TaskFailedCause } from '../history/enums.ts';
import type { HistoryEvent, SdkMetadata } from '../history/event.ts';
import type { Failure } from '../history/failure.ts';
import type { Activation, Job } from './activation.ts';
import type { Command, Message, UpdateMessage } from './command.ts';
import { Nondeterminism } from './faults.ts';
import { HistoryUpdate } from './history-update.ts';
import type { Completion, ScheduleLocalActivity } from './lang-command.ts';
import type { LocalResult } from './machines/local-activity.ts';
import { RunMachines, type WorkerFacts } from './run-machines.ts';

/** A question that is asked of code. */
export interface Query {
  readonly id: string;
  readonly name: string;
  readonly args?: Payloads;
}

export type QueryAnswer = { readonly answered: Payload | undefined } | { readonly failed: Failure };

/** A workflow task as the server hands it out. */
export interface WorkflowTask {
  readonly workflowId: string;
  /** The whole history, or what the Worker has not seen of it. */
  readonly events: readonly HistoryEvent[];
  /** The start of the last task that was completed; 0 for none. */
  readonly previousStartedId: number;
  readonly attempt: number;
  readonly messages: readonly UpdateMessage[];
  readonly queries: readonly Query[];
}

export type TaskOutcome =
  | {
      readonly kind: 'completed';
      readonly commands: readonly Command[];
      readonly messages: readonly Message[];
      readonly sdkMetadata: SdkMetadata;
      readonly answers: ReadonlyMap<string, QueryAnswer>;
      /** The Worker is not done, and asks for one more task in place of this one. */
      readonly again: boolean;
    }
  | {
      readonly kind: 'failed';
      readonly cause: TaskFailedCause;
      readonly failure: Failure;
      /** Whether the server is told. From the second attempt on it finds out by the timeout. */
      readonly told: boolean;
    }
  /** The Worker was gone before it was done. */
  | { readonly kind: 'lost' };

/** Executes workflow code. */
export interface Sandbox {
  activate(activation: Activation): Promise<Completion>;
  dispose(runId: string): Promise<void>;
}

/** Executes local activities, and knows when a task must show that it is alive. */
export interface LocalExecutor {
  start(activity: ScheduleLocalActivity, done: (result: LocalResult) => void): void;
  stop(seq: number): void;
  /** Resolves when the task has taken most of the time that it has. */
  heartbeat(): { readonly due: Promise<'heartbeat'>; cancel(): void };
}

/** A run that a Worker holds in memory. Source: managed_run.rs. */
export class WorkerRun {
  readonly #machines: RunMachines;
  readonly #sandbox: Sandbox;
  readonly #locals: LocalExecutor;
  #resolved: { readonly seq: number; readonly result: LocalResult }[] = [];
  #wake = Promise.withResolvers<'resolved'>();

  constructor(runId: string, facts: WorkerFacts, sandbox: Sandbox, locals: LocalExecutor) {
    this.#machines = new RunMachines(runId, facts);
    this.#sandbox = sandbox;
    this.#locals = locals;
  }

  /** Does a workflow task. */
  async perform(task: WorkflowTask): Promise<TaskOutcome> {
    const machines = this.#machines;
    try {
      const update = new HistoryUpdate(task.events, task.previousStartedId);
      machines.take(task.workflowId, update, task.messages);
      let again = false;
      await this.#activateAll();
      while (machines.locals.outstanding > 0) {
        if ((await this.#localNews()) === 'heartbeat') {
          again = true;
          break;
        }
        await this.#activateAll();
      }
      const answers = new Map<string, QueryAnswer>();
      for (const query of task.queries) answers.set(query.id, await this.#ask(query));
      const { commands, messages } = machines.response();
      const sdkMetadata = machines.flags.note();
      return { kind: 'completed', commands, messages, sdkMetadata, answers, again };
    } catch (error) {
      return this.#failed(error, task.attempt);
    }
  }

  /**
   * Repeats a history without doing anything of it.
   *
   * @throws Nondeterminism, Fatal or CodeFailure when the code does not do what the history has
   */
  async replay(workflowId: string, events: readonly HistoryEvent[]): Promise<void> {
    const update = new HistoryUpdate(events, lastReplayedStart(events));
    this.#machines.take(workflowId, update, []);
    await this.#activateAll();
  }

  /** Asks code something beside any task; the history so far was read by `perform` or `replay`. */
  async ask(query: Query): Promise<QueryAnswer> {
    return this.#ask(query);
  }

  /** Tells code whatever it has to be told, until there is nothing more. */
  async #activateAll(): Promise<void> {
    const machines = this.#machines;
    for (
      let activation = machines.nextActivation();
      activation;
      activation = machines.hasJobs ? machines.nextActivation() : undefined
    ) {
      const completion = await this.#sandbox.activate(activation);
      if ('failed' in completion) throw new CodeFailure(completion.failed.failure);
      const { commands, usedInternalFlags } = completion.successful;
      machines.complete(commands, usedInternalFlags);
      this.#workLocally();
    }
  }

  #workLocally(): void {
    const { start, stop } = this.#machines.locals.take();
    for (const seq of stop) this.#locals.stop(seq);
    for (const activity of start) {
      this.#locals.start(activity, (result) => {
        this.#resolved.push({ seq: activity.seq, result });
        this.#wake.resolve('resolved');
      });
    }
  }

  /** Waits for the end of a local activity, or until the server must hear that we are alive. */
  async #localNews(): Promise<'resolved' | 'heartbeat'> {
    const heartbeat = this.#locals.heartbeat();
    const news = await Promise.race([this.#wake.promise, heartbeat.due]);
    heartbeat.cancel();
    if (news === 'heartbeat') return news;
    this.#wake = Promise.withResolvers();
    for (const { seq, result } of this.#resolved.splice(0)) {
      this.#machines.local(seq)?.resolve(result);
      this.#machines.locals.done(seq);
    }
    return news;
  }

  async #ask({ id, name, args }: Query): Promise<QueryAnswer> {
    const job: Job = {
      variant: 'queryWorkflow',
      job: { queryId: id, queryType: name, arguments: args?.payloads ?? [], headers: {} },
    };
    const completion = await this.#sandbox.activate(this.#machines.activation([job]));
    if ('failed' in completion) return { failed: completion.failed.failure };
    for (const { variant, command } of completion.successful.commands) {
      if (variant !== 'respondToQuery' || command.queryId !== id) continue;
      if (command.failed) return { failed: command.failed };
      return { answered: command.succeeded?.response };
    }
    return { failed: { message: `The query '${name}' was not answered` } };
  }

  #failed(error: unknown, attempt: number): TaskOutcome {
    if (error instanceof SandboxLost) return { kind: 'lost' };
    const told = attempt <= 1;
    if (error instanceof CodeFailure) {
      return { kind: 'failed', cause: UNHANDLED, failure: error.failure, told };
    }
    if (!(error instanceof Error)) throw error;
    const cause =
      error instanceof Nondeterminism
        ? 'WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR'
        : UNHANDLED;
    const failure = { message: error.message, applicationFailureInfo: {} };
    return { kind: 'failed', cause, failure, told };
  }
}

/**
 * The start of the last workflow task that is only repeated. A task that is still under way where
 * the history ends is done anew. Source: `HistoryInfo::new_from_history`.
 */
function lastReplayedStart(events: readonly HistoryEvent[]): number {
  const starts = events.filter(({ type, eventId }) => {
    const next = events[eventId];
    return type === 'WorkflowTaskStarted' && (!next || next.type === 'WorkflowTaskCompleted');
  });
  const isUnderWay = events.at(-1)?.type === 'WorkflowTaskStarted';
  return starts.at(isUnderWay ? -2 : -1)?.eventId ?? 0;
}

const UNHANDLED = 'WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE';

/** Where code was executed is no more, and with it whatever was remembered there. */
export class SandboxLost extends Error {}

/** Workflow code failed its task: what it threw is no failure that a workflow ends by. */
export class CodeFailure extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message ?? 'The workflow task failed');
    this.failure = failure;
  }
}
