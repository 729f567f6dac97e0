import type { Attributes } from '../history/event.ts';
import type { TimeoutType } from '../history/enums.ts';
import type { Failure } from '../history/failure.ts';
import type { Payloads } from '../history/payload.ts';
import type { Cancel } from './clock.ts';
import type { Execution } from './execution.ts';
import { decide } from './retry.ts';

/** How an attempt ended, as its Worker tells it. */
export type AttemptReply =
  | { readonly completed: Payloads | undefined }
  | { readonly failed: Failure }
  | { readonly canceled: Payloads | undefined };

/**
 * An activity as the server holds it. Its start is recorded with its end: while attempts fail and
 * are tried again, the history says nothing.
 */
export class Activity {
  readonly execution: Execution;
  readonly scheduledEventId: number;
  readonly asked: Attributes['ActivityTaskScheduled'];
  readonly scheduledAt: number;
  state: 'scheduled' | 'started' | 'over' = 'scheduled';
  attempt = 1;
  attemptScheduledAt: number;
  startedAt = 0;
  heartbeat: Payloads | undefined;
  cancelRequested = false;
  #identity = '';
  #lastFailure: Failure | undefined;
  #lastBeat = 0;
  /** Alarms of the whole activity, and of the attempt that is under way. */
  readonly #alarms: Cancel[] = [];
  #attemptAlarms: Cancel[] = [];
  #beatAlarm: Cancel | undefined;

  constructor(execution: Execution, scheduledEventId: number, asked: Activity['asked']) {
    this.execution = execution;
    this.scheduledEventId = scheduledEventId;
    this.asked = asked;
    this.scheduledAt = this.attemptScheduledAt = this.#clock.now;
    this.#alarm(asked.scheduleToCloseTimeout, 'TIMEOUT_TYPE_SCHEDULE_TO_CLOSE', this.#alarms);
    this.#offer();
  }

  get #clock() {
    return this.execution.company.clock;
  }

  /** Whether a reply to this attempt would be taken. */
  isUnderWay(attempt: number): boolean {
    return this.state === 'started' && this.attempt === attempt && !this.execution.isClosed;
  }

  /** A Worker takes the attempt. @returns false when there is nothing to take any more */
  begin(identity: string): boolean {
    if (this.state !== 'scheduled' || this.execution.isClosed) return false;
    this.#stopAttempt();
    this.state = 'started';
    this.startedAt = this.#lastBeat = this.#clock.now;
    this.#identity = identity;
    this.#alarm(this.asked.startToCloseTimeout, 'TIMEOUT_TYPE_START_TO_CLOSE', this.#attemptAlarms);
    this.#awaitBeat();
    return true;
  }

  /**
   * The attempt shows that it is alive.
   *
   * @returns whether it is asked to stop
   */
  beat(details: Payloads | undefined): boolean {
    this.heartbeat = details;
    this.#lastBeat = this.#clock.now;
    this.#awaitBeat();
    return this.cancelRequested;
  }

  /** A Worker tells how the attempt ended. */
  reply(reply: AttemptReply): void {
    if ('completed' in reply) {
      this.#end((startedEventId) => ({
        type: 'ActivityTaskCompleted',
        attributes: {
          ...this.#refer(startedEventId),
          ...(reply.completed ? { result: reply.completed } : {}),
          identity: this.#identity,
        },
      }));
    } else if ('canceled' in reply) {
      this.#endCanceled(reply.canceled);
    } else {
      this.#fail(reply.failed);
    }
  }

  /** The workflow does not want it any more. */
  requestCancel(): void {
    this.cancelRequested = true;
    // Nobody is at work at it: it is over at once.
    if (this.state === 'scheduled') this.#endCanceled(undefined);
    else if (!this.execution.company.ways.timesOutCancelled) this.#stopAttempt();
  }

  /** The run is over: nothing comes of it any more. */
  forget(): void {
    this.state = 'over';
    this.#stopAttempt();
    this.#stopLimit();
  }

  #stopLimit(): void {
    for (const cancel of this.#alarms.splice(0)) cancel();
  }

  #offer(): void {
    this.attemptScheduledAt = this.#clock.now;
    this.#alarm(
      this.asked.scheduleToStartTimeout,
      'TIMEOUT_TYPE_SCHEDULE_TO_START',
      this.#attemptAlarms,
    );
    this.execution.company.offerActivity(this);
  }

  #alarm(timeout: number, type: TimeoutType, alarms: Cancel[]): void {
    if (timeout > 0) alarms.push(this.#clock.after(timeout, () => this.#timeOut(type)));
  }

  /** Heartbeats count only where their timeout is shorter than the attempt may be. */
  #awaitBeat(): void {
    const { heartbeatTimeout, startToCloseTimeout } = this.asked;
    this.#beatAlarm?.();
    if (heartbeatTimeout <= 0 || heartbeatTimeout >= startToCloseTimeout) return;
    const ring = () => this.#timeOut('TIMEOUT_TYPE_HEARTBEAT');
    this.#beatAlarm = this.#clock.after(this.#lastBeat + heartbeatTimeout - this.#clock.now, ring);
  }

  #stopAttempt(): void {
    for (const cancel of this.#attemptAlarms.splice(0)) cancel();
    this.#beatAlarm?.();
    this.#beatAlarm = undefined;
  }

  #fail(failure: Failure): void {
    const decision = this.#decide(failure);
    if (decision.again) return this.#tryAgain(decision.after, failure);
    this.#end((startedEventId) => ({
      type: 'ActivityTaskFailed',
      attributes: {
        ...this.#refer(startedEventId),
        failure,
        retryState: decision.retryState,
        identity: this.#identity,
      },
    }));
  }

  #timeOut(type: TimeoutType): void {
    if (this.execution.isClosed || this.state === 'over') return;
    const details = this.heartbeat ? { lastHeartbeatDetails: this.heartbeat } : {};
    const before = this.#lastFailure;
    let timeoutType = type;
    let cause = before;
    let retryState: Attributes['ActivityTaskTimedOut']['retryState'] = 'RETRY_STATE_TIMEOUT';
    if (type === 'TIMEOUT_TYPE_START_TO_CLOSE' || type === 'TIMEOUT_TYPE_HEARTBEAT') {
      // What the next attempt hears of this one has no history of its own.
      const failure = timeoutFailure(type);
      const decision = this.#decide(failure);
      if (decision.again) return this.#tryAgain(decision.after, failure);
      retryState = decision.retryState;
      if (retryState === 'RETRY_STATE_TIMEOUT') {
        // There is no time for another attempt: that is how it is told.
        timeoutType = 'TIMEOUT_TYPE_SCHEDULE_TO_CLOSE';
        cause = type === 'TIMEOUT_TYPE_HEARTBEAT' ? failure : before;
      }
    }
    const failure = timeoutFailure(timeoutType, details, cause);
    // Only the end of an attempt that had begun has a start to record.
    this.#end((startedEventId) => ({
      type: 'ActivityTaskTimedOut',
      attributes: { ...this.#refer(startedEventId), failure, retryState },
    }));
  }

  #decide(failure: Failure) {
    if (this.cancelRequested) {
      return { again: false, retryState: 'RETRY_STATE_CANCEL_REQUESTED' } as const;
    }
    const { retryPolicy, scheduleToCloseTimeout } = this.asked;
    const until =
      scheduleToCloseTimeout > 0 ? this.scheduledAt + scheduleToCloseTimeout : undefined;
    const policy = retryPolicy as Required<typeof retryPolicy>;
    return decide(policy, this.attempt, failure, { now: this.#clock.now, until });
  }

  #tryAgain(after: number, failure: Failure): void {
    this.#stopAttempt();
    if (this.execution.company.ways.limitsRetries === false) this.#stopLimit();
    this.#lastFailure = failure;
    this.state = 'scheduled';
    this.attempt += 1;
    this.#attemptAlarms.push(this.#clock.after(after, () => this.#offer()));
    this.execution.company.changed(this.execution);
  }

  #endCanceled(details: Payloads | undefined): void {
    this.#end((startedEventId) => ({
      type: 'ActivityTaskCanceled',
      attributes: { ...this.#refer(startedEventId), ...(details ? { details } : {}) },
    }));
  }

  #refer(startedEventId: number) {
    const { scheduledEventId } = this;
    return { scheduledEventId, ...(startedEventId > 0 ? { startedEventId } : {}) };
  }

  /** Records the end, and the start with it where there was one. */
  #end(ending: (startedEventId: number) => Parameters<Execution['add']>[0]): void {
    const begun = this.state === 'started';
    const started = {
      type: 'ActivityTaskStarted',
      eventTime: this.startedAt,
      attributes: {
        scheduledEventId: this.scheduledEventId,
        identity: this.#identity,
        attempt: this.attempt,
        ...(this.#lastFailure ? { lastFailure: this.#lastFailure } : {}),
      },
    } as const;
    this.forget();
    this.execution.activities.delete(this.scheduledEventId);
    this.execution.news(() => {
      const startedEventId = begun ? this.execution.add(started) : 0;
      this.execution.add(ending(startedEventId));
    });
  }
}

function timeoutFailure(
  timeoutType: TimeoutType,
  details: { readonly lastHeartbeatDetails?: Payloads } = {},
  cause?: Failure,
): Failure {
  return {
    message: `activity ${WORDS[timeoutType]} timeout`,
    timeoutFailureInfo: { timeoutType, ...details },
    ...(cause ? { cause } : {}),
  };
}

const WORDS: Readonly<Record<TimeoutType, string>> = {
  TIMEOUT_TYPE_UNSPECIFIED: '',
  TIMEOUT_TYPE_START_TO_CLOSE: 'StartToClose',
  TIMEOUT_TYPE_SCHEDULE_TO_START: 'ScheduleToStart',
  TIMEOUT_TYPE_SCHEDULE_TO_CLOSE: 'ScheduleToClose',
  TIMEOUT_TYPE_HEARTBEAT: 'Heartbeat',
};
