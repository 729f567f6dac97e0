import type { TaskOutcome } from '../core/worker-run.ts';
import type { Attributes, NewEvent } from '../history/event.ts';
import type { Failure } from '../history/failure.ts';
import type { Activity } from './activity.ts';
import { Children } from './children.ts';
import type { Cancel } from './clock.ts';
import { badCommand, CommandEffects } from './command-effects.ts';
import type { Company, Continued, Origin } from './company.ts';
import { History } from './history.ts';
import { Refused, type StartRequest } from './requests.ts';
import { completed, decide } from './retry.ts';
import { Updates } from './updates.ts';
import { WorkflowTaskState } from './workflow-task.ts';

export type Status =
  'completed' | 'failed' | 'canceled' | 'terminated' | 'timed-out' | 'continued-as-new';

/** Events by which code ends its run. */
const ENDS = new Set([
  'CompleteWorkflowExecution',
  'FailWorkflowExecution',
  'CancelWorkflowExecution',
  'ContinueAsNewWorkflowExecution',
]);

/** One run of a workflow, as the server holds it. */
export class Execution {
  readonly company: Company;
  readonly request: StartRequest;
  readonly origin: Origin;
  readonly history: History;
  readonly task: WorkflowTaskState;
  readonly updates: Updates;
  readonly children: Children;
  /** By the event that scheduled them. */
  readonly activities = new Map<number, Activity>();
  /** By timer id. */
  readonly timers = new Map<string, { readonly startedEventId: number; readonly stop: Cancel }>();
  status: Status | undefined;
  cancelRequested = false;
  readonly #alarms: Cancel[] = [];
  readonly #effects: CommandEffects;

  constructor(company: Company, request: StartRequest, origin: Origin, history = new History()) {
    this.company = company;
    this.request = request;
    this.origin = origin;
    this.history = history;
    this.task = new WorkflowTaskState(this);
    this.updates = new Updates(this);
    this.children = new Children(this);
    this.#effects = new CommandEffects(this);
  }

  get runId(): string {
    return this.origin.runId;
  }

  get workflowId(): string {
    return this.request.workflowId;
  }

  get isClosed(): boolean {
    return this.status !== undefined;
  }

  /** Adds an event to the history. @returns its number */
  add(event: NewEvent): number {
    const id = this.history.add(event, this.company.clock.now);
    this.company.changed(this);
    return id;
  }

  /** Something has happened that code must hear of. */
  news(write: () => void): void {
    if (this.isClosed) return;
    this.task.later(write);
    this.task.schedule();
    this.company.changed(this);
  }

  /** Records the start, and asks for the first task. */
  begin(continued?: Continued, signal?: Attributes['WorkflowExecutionSignaled']): void {
    const { request, origin } = this;
    const { parent, continuedRunId, backoff = 0 } = origin;
    const { memo, searchAttributes, header, retryPolicy, input, identity, userMetadata } = request;
    const { namespace } = this.company.ways;
    const root = this.root;
    this.add({
      type: 'WorkflowExecutionStarted',
      attributes: {
        workflowType: { name: request.workflowType },
        taskQueue: { name: request.taskQueue },
        ...(input ? { input } : {}),
        ...timeouts(request),
        originalExecutionRunId: origin.runId,
        firstExecutionRunId: origin.firstRunId,
        workflowId: request.workflowId,
        attempt: origin.attempt,
        ...(continuedRunId ? { continuedExecutionRunId: continuedRunId } : {}),
        ...(continued ? { initiator: continued.initiator } : {}),
        ...(continued?.failure ? { continuedFailure: continued.failure } : {}),
        ...(backoff > 0 ? { firstWorkflowTaskBackoff: backoff } : {}),
        ...(identity ? { identity } : {}),
        ...(retryPolicy ? { retryPolicy: completed(retryPolicy) } : {}),
        ...(memo ? { memo } : {}),
        ...(searchAttributes ? { searchAttributes } : {}),
        ...(header ? { header } : {}),
        ...(parent
          ? {
              parentWorkflowNamespace: namespace,
              parentWorkflowExecution: parent.execution.reference,
              parentInitiatedEventId: parent.initiatedEventId,
            }
          : {}),
        rootWorkflowExecution: root.reference,
      },
      ...(userMetadata ? { userMetadata } : {}),
    });
    if (signal) this.add({ type: 'WorkflowExecutionSignaled', attributes: signal });
    if (backoff > 0) {
      // A signal may have asked for the first task before.
      const first = () =>
        void (this.task.attempt === 0 && this.history.nextId <= 2 && this.task.schedule());
      this.#alarms.push(this.company.clock.after(backoff, first));
    } else {
      this.task.schedule();
    }
    this.#limitTime(backoff);
  }

  get reference(): { readonly workflowId: string; readonly runId: string } {
    return { workflowId: this.workflowId, runId: this.runId };
  }

  /** Itself, or the oldest of its parents. */
  get root(): Execution {
    return this.origin.parent?.execution.root ?? this;
  }

  /** A Worker is done with the workflow task. @returns whether what it says was taken */
  taskDone(outcome: TaskOutcome, identity: string): boolean {
    if (this.isClosed || this.task.state !== 'started' || outcome.kind === 'lost') return false;
    if (outcome.kind === 'failed') {
      if (outcome.told) this.task.fail(outcome.cause, outcome.failure, identity);
      return false;
    }
    const { commands, messages, sdkMetadata, again } = outcome;
    const end = commands.findIndex(({ type }) => ENDS.has(type));
    // Code that did not see everything may not end its run.
    if (end >= 0 && (this.task.hasBuffered || this.task.hasLateUpdates)) {
      this.task.fail('WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND', undefined, identity);
      return false;
    }
    // The SDK's core lets code go on that has ended its run, where a cancellation is still on its
    // way to it. No server takes what it then asks for: the task times out, again and again.
    const late = end < 0 ? [] : commands.slice(end + 1);
    if (late.some(({ type }) => type !== 'ProtocolMessage')) return false;
    const bad = badCommand(this, commands);
    if (bad) {
      this.task.fail(bad.cause, bad.failure, identity);
      return false;
    }
    this.task.complete(identity, sdkMetadata, again, (completedEventId) =>
      this.#effects.apply(commands, messages, completedEventId),
    );
    this.company.changed(this);
    return true;
  }

  signal(attributes: Attributes['WorkflowExecutionSignaled']): void {
    this.#mustBeOpen();
    this.news(() => this.add({ type: 'WorkflowExecutionSignaled', attributes }));
  }

  /** Asks the run to stop; to ask twice is to ask once. */
  requestCancel(attributes: Attributes['WorkflowExecutionCancelRequested']): void {
    this.#mustBeOpen();
    if (this.cancelRequested) return;
    this.cancelRequested = true;
    this.news(() => this.add({ type: 'WorkflowExecutionCancelRequested', attributes }));
  }

  /** Ends the run at once, and asks nobody. */
  terminate(attributes: Attributes['WorkflowExecutionTerminated']): void {
    this.#mustBeOpen();
    this.close('terminated', { type: 'WorkflowExecutionTerminated', attributes });
  }

  /**
   * Records the last event.
   *
   * @param successor whether another run goes on in its place
   */
  close(status: Status, event: NewEvent, successor = false): void {
    this.add(event);
    this.status = status;
    this.task.forget();
    for (const activity of this.activities.values()) activity.forget();
    for (const { stop } of this.timers.values()) stop();
    for (const cancel of this.#alarms) cancel();
    this.updates.close();
    this.children.parentClosed();
    if (!successor) this.origin.parent?.execution.children.ended(this, event);
    this.company.changed(this);
  }

  /** Whether the run is tried once more, since it failed so; then the next one is under way. */
  retry(failure: Failure, closing: (retry: Retry) => void): void {
    const { request, origin, company } = this;
    const { now } = company.clock;
    if (!request.retryPolicy) return closing({ retryState: 'RETRY_STATE_RETRY_POLICY_NOT_SET' });
    const isFinal = failure.canceledFailureInfo ?? failure.terminatedFailureInfo;
    const until = origin.expiresAt;
    const decision = isFinal
      ? ({ again: false, retryState: 'RETRY_STATE_NON_RETRYABLE_FAILURE' } as const)
      : decide(completed(request.retryPolicy), origin.attempt, failure, { now, until });
    if (!decision.again) return closing({ retryState: decision.retryState });
    const runId = company.newId();
    closing({ retryState: 'RETRY_STATE_IN_PROGRESS', newExecutionRunId: runId });
    const { parent, expiresAt } = origin;
    const { userMetadata: _, ...again } = request;
    company.continueAs(
      again,
      {
        runId,
        firstRunId: origin.firstRunId,
        continuedRunId: this.runId,
        attempt: origin.attempt + 1,
        backoff: decision.after,
        ...(expiresAt === undefined ? {} : { expiresAt }),
        ...(parent ? { parent } : {}),
      },
      { initiator: 'CONTINUE_AS_NEW_INITIATOR_RETRY', failure },
    );
  }

  #limitTime(backoff: number): void {
    const { workflowRunTimeout = 0 } = this.request;
    const { clock } = this.company;
    const { expiresAt } = this.origin;
    const left = expiresAt === undefined ? Infinity : expiresAt - clock.now;
    const limit = Math.min(workflowRunTimeout > 0 ? workflowRunTimeout + backoff : Infinity, left);
    if (limit === Infinity) return;
    this.#alarms.push(clock.after(limit, () => this.#timeOut()));
  }

  #timeOut(): void {
    if (this.isClosed) return;
    const failure: Failure = {
      message: 'workflow timeout',
      timeoutFailureInfo: { timeoutType: 'TIMEOUT_TYPE_START_TO_CLOSE' },
    };
    this.retry(failure, ({ retryState, newExecutionRunId }) => {
      const state = newExecutionRunId ? retryState : 'RETRY_STATE_TIMEOUT';
      const attributes = { retryState: state };
      const event = { type: 'WorkflowExecutionTimedOut', attributes } as const;
      this.close('timed-out', event, newExecutionRunId !== undefined);
    });
  }

  #mustBeOpen(): void {
    if (this.isClosed) throw new Refused('closed', 'workflow execution already completed');
  }
}

/** What a failed run says about another try. */
export interface Retry {
  readonly retryState: NonNullable<Attributes['WorkflowExecutionFailed']['retryState']>;
  readonly newExecutionRunId?: string;
}

function timeouts(request: StartRequest) {
  const { workflowExecutionTimeout, workflowRunTimeout, workflowTaskTimeout = 10_000 } = request;
  return {
    ...(workflowExecutionTimeout ? { workflowExecutionTimeout } : {}),
    ...(workflowRunTimeout ? { workflowRunTimeout } : {}),
    workflowTaskTimeout,
  };
}
