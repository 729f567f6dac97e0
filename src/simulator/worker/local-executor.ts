import type { ScheduleLocalActivity } from '../core/lang-command.ts';
import type { LocalExecutor } from '../core/worker-run.ts';
import type { LocalResult } from '../core/machines/local-activity.ts';
import type { Failure } from '../history/failure.ts';
import type { AttemptReply } from '../server/activity.ts';
import type { Cancel, VirtualClock } from '../server/clock.ts';
import { completed, decide } from '../server/retry.ts';

/** A longer wait for the next attempt is left to a timer of the workflow's own. */
const RETRY_THRESHOLD_MS = 60_000;
/** Of its time a task takes this much before it shows that it is alive. */
const HEARTBEAT_SHARE = 0.8;

/** Does the work of one attempt of a local activity; no time passes before `take` is done. */
export type PerformLocally = (
  activity: ScheduleLocalActivity,
  attempt: number,
  take: (reply: AttemptReply | { readonly lost: true }) => void,
) => void;

/** Whoever is at work only waits: time may pass until the function that comes back is called. */
export type Rest = () => () => void;

/** Executes a run's local activities. Source: local_activities.rs. */
export class LocalExecution implements LocalExecutor {
  readonly #clock: VirtualClock;
  readonly #perform: PerformLocally;
  readonly #taskTimeout: number;
  readonly #rest: Rest;
  readonly #running = new Map<number, { stop(): void }>();
  /** Ends the wait of the workflow task for them. */
  #wake: () => void = () => undefined;

  constructor(clock: VirtualClock, taskTimeout: number, perform: PerformLocally, rest: Rest) {
    this.#clock = clock;
    this.#taskTimeout = taskTimeout;
    this.#perform = perform;
    this.#rest = rest;
  }

  start(activity: ScheduleLocalActivity, done: (result: LocalResult) => void): void {
    const { seq } = activity;
    const began = this.#clock.now;
    const originalScheduleTime = activity.originalScheduleTime ?? began;
    const alarms: Cancel[] = [];
    let attempt = Math.max(1, activity.attempt);
    let over = false;
    const end = (
      result: Omit<LocalResult, 'attempt' | 'completeTime' | 'originalScheduleTime'>,
    ) => {
      if (over) return;
      over = true;
      for (const cancel of alarms) cancel();
      this.#running.delete(seq);
      this.#wake();
      done({ ...result, attempt, completeTime: this.#clock.now, originalScheduleTime });
    };
    const timeOut = (
      timeoutType: 'TIMEOUT_TYPE_START_TO_CLOSE' | 'TIMEOUT_TYPE_SCHEDULE_TO_CLOSE',
    ) => ({ message: 'Activity timed out', timeoutFailureInfo: { timeoutType } }) satisfies Failure;
    this.#running.set(seq, {
      stop: () => end({ kind: 'cancelled', failure: { canceledFailureInfo: {} } }),
    });
    const { scheduleToCloseTimeout = 0, startToCloseTimeout = 0 } = activity;
    if (scheduleToCloseTimeout > 0) {
      const left = originalScheduleTime + scheduleToCloseTimeout - began;
      const failure = timeOut('TIMEOUT_TYPE_SCHEDULE_TO_CLOSE');
      alarms.push(this.#clock.after(left, () => end({ kind: 'timed-out', failure })));
    }
    const failed = (failure: Failure, kind: 'failed' | 'timed-out') => {
      const policy = completed(activity.retryPolicy);
      const decision = decide(policy, attempt, failure, { now: this.#clock.now });
      if (!decision.again) return end({ kind, failure });
      const { localRetryThreshold = RETRY_THRESHOLD_MS } = activity;
      if (decision.after > localRetryThreshold) {
        return end({ kind, failure, backoff: decision.after });
      }
      attempt += 1;
      alarms.push(this.#clock.after(decision.after, tryOnce));
    };
    const tryOnce = () => {
      const mine = attempt;
      const isMine = () => !over && attempt === mine;
      if (startToCloseTimeout > 0) {
        const ring = () => isMine() && failed(timeOut('TIMEOUT_TYPE_START_TO_CLOSE'), 'timed-out');
        alarms.push(this.#clock.after(startToCloseTimeout, () => void ring()));
      }
      this.#perform(activity, attempt, (reply) => {
        if (!isMine() || 'lost' in reply) return;
        if ('completed' in reply) {
          const [result] = reply.completed?.payloads ?? [];
          end({ kind: 'completed', ...(result ? { result } : {}) });
        } else if ('canceled' in reply) {
          end({ kind: 'cancelled', failure: { canceledFailureInfo: {} } });
        } else {
          failed(reply.failed, 'failed');
        }
      });
    };
    tryOnce();
  }

  stop(seq: number): void {
    this.#running.get(seq)?.stop();
  }

  heartbeat(): ReturnType<LocalExecutor['heartbeat']> {
    const { promise, resolve } = Promise.withResolvers<'heartbeat'>();
    const wake = this.#rest();
    this.#wake = wake;
    const stop = this.#clock.after(this.#taskTimeout * HEARTBEAT_SHARE, () => {
      wake();
      resolve('heartbeat');
    });
    const cancel = () => {
      stop();
      wake();
    };
    return { due: promise, cancel };
  }
}
