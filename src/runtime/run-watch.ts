import type { Failure, HistoryEvent, RunState, Settled } from '../kit/runtime.ts';
import type { ProtoEvent, ServerConnection } from './connection.ts';
import { readEvent, readFailure } from './events.ts';
import { protocol } from './protocol.ts';

/** A run of a kata has some dozens of events. One with this many will not end. */
const MAX_EVENTS = 4000;
/** An activity that has failed this often will fail for ever: by default, that is a whole day. */
const MAX_ATTEMPTS = 1000;
/** Real milliseconds without a new event after which nobody is believed to be working. */
const SILENCE_MS = 8000;
/** So much longer we wait while other runs keep time from passing. */
const TIME_KEPT_FACTOR = 4;
/** Real milliseconds without a new event after which somebody should see whether time stands still. */
const STILL_MS = 300;

const CLOSED: Readonly<Record<string, RunState>> = {
  WorkflowExecutionCompleted: 'completed',
  WorkflowExecutionFailed: 'failed',
  WorkflowExecutionCanceled: 'cancelled',
  WorkflowExecutionTerminated: 'terminated',
  WorkflowExecutionTimedOut: 'timed-out',
  WorkflowExecutionContinuedAsNew: 'continued',
};

/** What a run is waiting for: opened by one event, closed by another that names the first. */
const OPENS = new Set([
  'ActivityTaskScheduled',
  'TimerStarted',
  'StartChildWorkflowExecutionInitiated',
  'SignalExternalWorkflowExecutionInitiated',
  'RequestCancelExternalWorkflowExecutionInitiated',
]);
const CLOSES = new Set([
  'ActivityTaskCompleted',
  'ActivityTaskFailed',
  'ActivityTaskTimedOut',
  'ActivityTaskCanceled',
  'TimerFired',
  'TimerCanceled',
  'ChildWorkflowExecutionCompleted',
  'ChildWorkflowExecutionFailed',
  'ChildWorkflowExecutionCanceled',
  'ChildWorkflowExecutionTimedOut',
  'ChildWorkflowExecutionTerminated',
  'StartChildWorkflowExecutionFailed',
  'ExternalWorkflowExecutionSignaled',
  'SignalExternalWorkflowExecutionFailed',
  'ExternalWorkflowExecutionCancelRequested',
  'RequestCancelExternalWorkflowExecutionFailed',
]);

const { WorkflowTaskFailedCause: Cause } = protocol.enums.v1;
/** A task is also tried again because news arrived meanwhile. That is the server's daily work. */
const HARMLESS = new Set<number>([
  Cause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND,
  Cause.WORKFLOW_TASK_FAILED_CAUSE_RESET_STICKY_TASK_QUEUE,
  Cause.WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND,
]);

/** How often an open run's history is read, in real milliseconds: quickly at first, then calmly. */
const LOOKS_MS = [120, 200, 300];

/** Reads one run's history while it grows, and says when it rests, ends, or never will. */
export class RunWatch {
  /** The workflow's id. */
  readonly id: string;
  readonly #server: ServerConnection;
  readonly #stop = new AbortController();
  #recorded: ProtoEvent[] = [];
  #events: HistoryEvent[] = [];
  #attempts = 0;
  #stuck: { readonly state: RunState; readonly reason?: string } | undefined;
  /** How many events there were when we ended the run; what came after is our own doing. */
  #endedAt: number | undefined;
  #wake = Promise.withResolvers<void>();
  readonly #onStill: () => Promise<boolean>;

  /**
   * @param onStill is called whenever nothing has happened for a while; says whether somebody keeps
   *   time from passing, or the thread from working, and so this run from going on
   */
  constructor(server: ServerConnection, run: string, onStill: () => Promise<boolean>) {
    this.#server = server;
    this.id = run;
    this.#onStill = onStill;
    void this.#awaitClose();
  }

  /** Whether the run has closed, as far as we know. */
  get closed(): boolean {
    return CLOSED[this.#events.at(-1)?.type ?? ''] !== undefined;
  }

  /** Whether we ended the run. */
  get ended(): boolean {
    return this.#endedAt !== undefined;
  }

  /** How many events are known. */
  get length(): number {
    return this.#events.length;
  }

  /** The whole history in the server's own form, for replays. */
  get recorded(): ProtoEvent[] {
    return this.#recorded;
  }

  /**
   * Counts an attempt of an activity: attempts that fail leave no event before the last one.
   *
   * @param attempt its number among the attempts of this activity, from 1
   */
  countAttempt(attempt: number): void {
    this.#attempts += 1;
    if (attempt > MAX_ATTEMPTS) this.stop('endless');
  }

  /** Declares that the run will not end. */
  stop(state: RunState, reason?: string): void {
    if (this.#stuck) return;
    this.#stuck = reason === undefined ? { state } : { state, reason };
    this.#rouse();
  }

  /** Whether it is sure that the run will not go on. Looks at the history as it is now. */
  async isStuck(): Promise<boolean> {
    await this.read();
    const failed = this.#failedTask();
    if (failed !== undefined && !this.closed) this.stop('broken', failed);
    return this.#stuck !== undefined;
  }

  close(): void {
    this.#stop.abort();
  }

  /** We have ended the run, and nobody needs to watch it any more. */
  end(): void {
    this.#endedAt ??= this.#events.length;
    this.close();
  }

  /** Reads the history as it is now. */
  async read(): Promise<HistoryEvent[]> {
    if (this.closed) return this.#events;
    const recorded = await this.#server.history(this.id);
    // Two reads may overtake each other; a history only grows.
    if (recorded.length > this.#recorded.length) {
      const known = this.#events.length;
      this.#recorded = recorded;
      this.#events = [...this.#events, ...recorded.slice(known).map(readEvent)];
    }
    return this.#events;
  }

  /** Waits until the run has closed, is stuck, or has nothing left to wait for. */
  async settled(patience: number): Promise<Settled> {
    let known = -1;
    let changed = performance.now();
    let helped = changed;
    for (let look = 0; ; look += 1) {
      await this.#pause(LOOKS_MS[Math.min(look, LOOKS_MS.length - 1)] ?? 0);
      const events = await this.read();
      if (this.#stuck && this.#endedAt !== undefined) {
        return { ...this.#stuck, events: events.slice(0, this.#endedAt) };
      }
      const state = CLOSED[events.at(-1)?.type ?? ''];
      // We set no timeout, so the end of the default one (10 years) means that the run waited for
      // nothing that was to come.
      if (state === 'timed-out') return { state: 'waiting', events: events.slice(0, -1) };
      if (state) return { state, events };
      const failed = this.#failedTask();
      if (failed) this.stop('broken', failed);
      if (events.length > MAX_EVENTS) this.stop('endless');
      if (this.#stuck) return { ...this.#stuck, events };
      if (isIdle(events)) return { state: 'waiting', events };
      const progress = events.length + this.#attempts;
      if (progress !== known) changed = helped = performance.now();
      known = progress;
      if (performance.now() - helped <= STILL_MS) continue;
      const kept = await this.#onStill();
      helped = performance.now();
      const silent = helped - changed;
      if (silent > Math.min(patience, SILENCE_MS) * (kept ? TIME_KEPT_FACTOR : 1)) {
        this.stop('infra', `no new event came for ${Math.round(silent / 1000)} seconds`);
      }
    }
  }

  /** Waits until a workflow task has completed after the given event, or the run is over. */
  async resting(after: number): Promise<HistoryEvent[]> {
    const until = performance.now() + SILENCE_MS;
    for (let pause = 1; ; pause = Math.min(pause * 2, 20)) {
      const events = await this.read();
      const rested = events.some(({ id, type }) => id > after && type === 'WorkflowTaskCompleted');
      const over = this.closed || this.#stuck || this.#failedTask() !== undefined;
      if (over || (rested && !isTaskPending(events))) return events;
      if (performance.now() > until) return events;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  /** The server answers this call when the run has closed; so the end is noticed at once. */
  async #awaitClose(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        if (await this.#server.closed(this.id, signal)) return this.#rouse();
      } catch {
        // The reads of `settled` notice the end as well, only later.
        return;
      }
    }
  }

  /** What a workflow task failed with, when it will fail again and again. */
  #failedTask(): string | undefined {
    const failed = this.#recorded
      .map(({ workflowTaskFailedEventAttributes }) => workflowTaskFailedEventAttributes)
      .find((attributes) => attributes && !HARMLESS.has(attributes.cause ?? 0));
    if (!failed) return undefined;
    return whole(failed.failure ? readFailure(failed.failure) : undefined);
  }

  async #pause(milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const elapsed = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    await Promise.race([this.#wake.promise, elapsed]);
    clearTimeout(timer);
  }

  #rouse(): void {
    this.#wake.resolve();
  }
}

/** Whether a workflow task is waiting, under way, or about to be tried again. */
export function isTaskPending(events: readonly HistoryEvent[]): boolean {
  const last = events.findLast(({ type }) => type.startsWith('WorkflowTask'));
  return last?.type !== 'WorkflowTaskCompleted';
}

/** Whether an activity was scheduled whose end is not recorded. */
export function hasOpenActivity(events: readonly HistoryEvent[]): boolean {
  const ended = new Set(events.flatMap(({ type, of }) => (CLOSES.has(type) ? [of] : [])));
  return events.some(({ type, id }) => type === 'ActivityTaskScheduled' && !ended.has(id));
}

/** Whether nothing that the server knows of will ever wake the run. */
function isIdle(events: readonly HistoryEvent[]): boolean {
  if (isTaskPending(events)) return false;
  const open = new Set<number>();
  for (const { id, type, of } of events) {
    if (OPENS.has(type)) open.add(id);
    if (CLOSES.has(type) && of !== undefined) open.delete(of);
  }
  return open.size === 0;
}

/** A failure's message with those of its causes, for a person. */
function whole(failure: Failure | undefined): string {
  if (!failure) return 'the workflow task failed';
  const cause = failure.cause ? `\ncaused by ${whole(failure.cause)}` : '';
  return `${failure.stack || failure.message}${cause}`;
}

/** A history as one message, as replays take it. */
export function encodeHistory(events: ProtoEvent[]): Uint8Array {
  return protocol.history.v1.History.encode({ events }).finish();
}
