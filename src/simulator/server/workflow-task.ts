import type { Message, UpdateMessage } from '../core/command.ts';
import type { TaskFailedCause } from '../history/enums.ts';
import type { SdkMetadata, UpdateRequest } from '../history/event.ts';
import type { Failure } from '../history/failure.ts';
import type { Cancel } from './clock.ts';
import type { Execution } from './execution.ts';
import type { PendingUpdate } from './updates.ts';

/** So long a task may take when its run says nothing else, in milliseconds. */
export const TASK_TIMEOUT_MS = 10_000;
/** From so many events or bytes on, code is advised to continue as new: the server's defaults. */
const SUGGEST_EVENTS = 4096;
const SUGGEST_BYTES = 4 * 1024 ** 2;

/**
 * The workflow task of a run: there is one at a time. What happens while a Worker is at work at it
 * is recorded when it is done, and then there is another one.
 */
export class WorkflowTaskState {
  state: 'none' | 'scheduled' | 'started' = 'none';
  attempt = 0;
  readonly #execution: Execution;
  #scheduledEventId = 0;
  #startedEventId = 0;
  #needed = false;
  #alarm: Cancel | undefined;
  /** What has happened while a Worker is at work. */
  #buffered: (() => void)[] = [];
  /** Updates that this task brings along, and those that came too late for it. */
  #updates: PendingUpdate[] = [];
  #lateUpdates: PendingUpdate[] = [];

  constructor(execution: Execution) {
    this.#execution = execution;
  }

  get startedEventId(): number {
    return this.#startedEventId;
  }

  get hasBuffered(): boolean {
    return this.#buffered.length > 0;
  }

  get hasLateUpdates(): boolean {
    return this.#lateUpdates.length > 0;
  }

  /** Asks for a task, if there is none yet. */
  schedule(): void {
    if (this.#execution.isClosed) return;
    if (this.state === 'started') this.#needed = true;
    if (this.state !== 'none') return;
    const { request, company } = this.#execution;
    this.attempt += 1;
    this.#needed = false;
    this.state = 'scheduled';
    this.#updates.push(...this.#lateUpdates.splice(0));
    this.#scheduledEventId = this.#execution.add({
      type: 'WorkflowTaskScheduled',
      attributes: {
        taskQueue: { name: request.taskQueue },
        startToCloseTimeout: request.workflowTaskTimeout ?? TASK_TIMEOUT_MS,
        attempt: this.attempt,
      },
    });
    company.offerTask(this.#execution);
  }

  /** Does something to the history: now, or when the Worker that is at work is done. */
  later(write: () => void): void {
    if (this.state === 'started') this.#buffered.push(write);
    else write();
  }

  /** A Worker takes the task. @returns false when there is none to take */
  begin(identity: string): boolean {
    if (this.state !== 'scheduled' || this.#execution.isClosed) return false;
    const { history, request, company } = this.#execution;
    const { bytes } = history;
    const suggest = history.nextId > SUGGEST_EVENTS || bytes > SUGGEST_BYTES;
    this.#startedEventId = this.#execution.add({
      type: 'WorkflowTaskStarted',
      attributes: {
        scheduledEventId: this.#scheduledEventId,
        identity,
        historySizeBytes: bytes,
        ...(suggest ? { suggestContinueAsNew: true } : {}),
      },
    });
    this.state = 'started';
    const timeout = request.workflowTaskTimeout ?? TASK_TIMEOUT_MS;
    this.#alarm = company.clock.after(timeout, () => this.#timeOut());
    return true;
  }

  /** The updates that go to the Worker with the task. */
  get messages(): UpdateMessage[] {
    return this.#updates.map(({ request }) => ({
      id: `${request.meta.updateId}/request`,
      protocolInstanceId: request.meta.updateId,
      eventId: this.#scheduledEventId,
      request,
    }));
  }

  addUpdate(update: PendingUpdate): void {
    if (this.state === 'started') this.#lateUpdates.push(update);
    else this.#updates.push(update);
  }

  /** Every update that no Worker has answered yet. */
  get waiting(): readonly PendingUpdate[] {
    return [...this.#updates, ...this.#lateUpdates];
  }

  /** The request of an update that this task brought along. */
  requestOf({ protocolInstanceId }: Message): UpdateRequest | undefined {
    return this.#updates.find(({ request }) => request.meta.updateId === protocolInstanceId)
      ?.request;
  }

  /**
   * The Worker is done: its commands and what happened meanwhile are recorded.
   *
   * @param write records what became of the commands
   * @param again whether the Worker asks for another task
   */
  complete(
    identity: string,
    sdkMetadata: SdkMetadata,
    again: boolean,
    write: (completedEventId: number) => void,
  ): void {
    const completedEventId = this.#execution.add({
      type: 'WorkflowTaskCompleted',
      attributes: {
        scheduledEventId: this.#scheduledEventId,
        startedEventId: this.#startedEventId,
        identity,
        sdkMetadata,
      },
    });
    this.#over();
    this.attempt = 0;
    this.#updates = [];
    write(completedEventId);
    const news = this.hasBuffered;
    this.#flush();
    if (news || again || this.#needed || this.hasLateUpdates) this.schedule();
  }

  /** The Worker could not do it: it is tried again. */
  fail(cause: TaskFailedCause, failure: Failure | undefined, identity: string): void {
    this.#execution.add({
      type: 'WorkflowTaskFailed',
      attributes: {
        scheduledEventId: this.#scheduledEventId,
        startedEventId: this.#startedEventId,
        cause,
        ...(failure ? { failure } : {}),
        identity,
      },
    });
    this.#tryAgain();
  }

  /** The run is over. */
  forget(): void {
    this.#alarm?.();
    this.state = 'none';
    this.#buffered = [];
  }

  #timeOut(): void {
    if (this.state !== 'started' || this.#execution.isClosed) return;
    this.#execution.add({
      type: 'WorkflowTaskTimedOut',
      attributes: {
        scheduledEventId: this.#scheduledEventId,
        startedEventId: this.#startedEventId,
        timeoutType: 'TIMEOUT_TYPE_START_TO_CLOSE',
      },
    });
    this.#tryAgain();
  }

  #tryAgain(): void {
    this.#over();
    this.#flush();
    this.schedule();
  }

  #over(): void {
    this.#alarm?.();
    this.state = 'none';
  }

  #flush(): void {
    for (const write of this.#buffered.splice(0)) if (!this.#execution.isClosed) write();
  }
}
