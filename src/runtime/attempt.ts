import type { temporal } from '@temporalio/proto';
import type { ActivityTask } from '../kit/runtime.ts';
import { AttemptClock } from './attempt-clock.ts';
import { AttemptLock } from './attempt-lock.ts';
import type { Execution, ServerConnection } from './connection.ts';
import { milliseconds, values } from './events.ts';
import { activityIdIn } from '../kit/place.ts';

/** A timeout that comes so soon after a wait strikes within it, in virtual milliseconds. */
const LEAST_MS = 10;
/** Where a timeout is as far away as this, no call to the server is late for it, in milliseconds. */
const FAR_MS = 5000;

export type Polled = temporal.api.workflowservice.v1.IPollActivityTaskQueueResponse;

/** Records a heartbeat at the server; tells what the SDK would cancel the attempt's context for. */
export type Beat = (attempt: Attempt, details: unknown) => Promise<Attempt['cancelReason']>;

/** Who needs to know how often attempts are made. */
export interface AttemptWatch {
  countAttempt(attempt: number): void;
  countTimeout(activityId: string, name: string): void;
}

/** One attempt of an activity, from when the server hands it out until it is answered or lost. */
export class Attempt {
  static #made = 0;
  /** Names this attempt among all that were ever polled: those of a suite before may still be under way. */
  readonly token: string;
  readonly polled: Polled;
  readonly taskQueue: string;
  /** The time inside it. */
  readonly clock: AttemptClock;
  /** What it holds of the server's time. */
  readonly lock: AttemptLock;
  /** It has timed out, or somebody else has answered it: the server knows it no more. */
  gone = false;
  /** Its activity has returned without an answer. */
  pending = false;
  /** Its calls on services that are under way. */
  calls = 0;
  /** Why the SDK would cancel its context. */
  cancelReason: 'CANCELLED' | 'NOT_FOUND' | undefined;
  readonly #beat: Beat;
  /** A moment of virtual time, and when in real time that was. */
  #known: { readonly virtual: number; readonly real: number };
  #beatAt: number | undefined;
  #watch: AttemptWatch | undefined;
  #run: string | undefined;
  #member = '';

  constructor(polled: Polled, taskQueue: string, server: ServerConnection, beat: Beat) {
    this.token = `attempt-${(Attempt.#made += 1)}`;
    this.polled = polled;
    this.taskQueue = taskQueue;
    this.#beat = beat;
    this.lock = new AttemptLock(server, this);
    const started = milliseconds(this.polled.startedTime);
    this.#known = { virtual: started, real: performance.now() };
    this.clock = new AttemptClock(started, (target) => this.#passUntil(target));
  }

  /** Lets virtual time pass while the attempt waits; it may run into its timeout. */
  async #passUntil(target: number): Promise<void> {
    const before = this.timeoutAt - target;
    if (this.gone || before > FAR_MS) await this.lock.sleep(target - this.now);
    else if (before > LEAST_MS) await this.lock.sleepBefore(target, this.timeoutAt);
    else await this.#outlast(target);
    this.#watch?.countAttempt(this.number);
    if (target > this.now) this.#known = { virtual: target, real: performance.now() };
  }

  /** It waits, and its timeout strikes meanwhile: the server gives it up, and it goes on. */
  async #outlast(target: number): Promise<void> {
    // The server's lock goes with the timeout. What the attempt does later needs one of ours,
    // or time would pass and others act while it is at work.
    await this.lock.take();
    const timesOut = async () => {
      if (!(await this.letTimeOut())) return;
      this.gone = true;
      this.#watch?.countTimeout(this.activityId, this.name);
    };
    await Promise.all([this.lock.sleep(target - this.now), timesOut()]);
  }

  /**
   * Nobody answers this attempt before its timeout. It holds time while it is under way, so we let
   * go of that until right before the timeout, which then comes by the server's own doing.
   *
   * @returns whether the timeout has struck; false when something else has ended the attempt
   */
  async letTimeOut(): Promise<boolean> {
    const { timeoutAt } = this;
    await this.lock.sleepBefore(timeoutAt, timeoutAt);
    return this.lock.untilTimeout(timeoutAt, () => this.gone);
  }

  /** Reports to the server that it is alive, and how far it is. */
  async beat(details: unknown): Promise<void> {
    const { now } = this;
    const heard = this.gone ? 'NOT_FOUND' : await this.#beat(this, details);
    if (heard === undefined) this.#beatAt = now;
    else this.cancelReason = heard;
  }

  /** The execution that scheduled it. */
  get execution(): Execution {
    const { workflowId, runId } = this.polled.workflowExecution ?? {};
    return { id: workflowId ?? '', runId: runId ?? '' };
  }

  /** The run, as its suite knows it: a child's attempts belong to the run that it hangs on. */
  get run(): string {
    return this.#run ?? this.execution.id;
  }

  belongsTo(run: string, member: string, watch: AttemptWatch): void {
    this.#run = run;
    this.#member = member;
    this.#watch = watch;
    watch.countAttempt(this.number);
  }

  get name(): string {
    return this.polled.activityType?.name ?? '';
  }

  get activityId(): string {
    return this.polled.activityId ?? '';
  }

  get number(): number {
    return this.polled.attempt ?? 1;
  }

  /**
   * The virtual time now, in milliseconds since 1970. The attempt holds time, so
   * since we last knew it, virtual time has passed as real time has.
   */
  get now(): number {
    return this.#known.virtual + performance.now() - this.#known.real;
  }

  /** When the first of its timeouts strikes, at the earliest, in virtual milliseconds since 1970. */
  get timeoutAt(): number {
    const started = milliseconds(this.polled.startedTime);
    const limits = [
      { from: started, length: milliseconds(this.polled.startToCloseTimeout) },
      { from: this.#beatAt ?? started, length: milliseconds(this.polled.heartbeatTimeout) },
      // Of later attempts the test server (1.38) watches this one only between them.
      ...(this.number === 1
        ? [
            {
              from: milliseconds(this.polled.scheduledTime),
              length: milliseconds(this.polled.scheduleToCloseTimeout),
            },
          ]
        : []),
    ].filter(({ length }) => length > 0);
    return Math.min(...limits.map(({ from, length }) => from + length));
  }

  /** @param own whether the answer exports the activity */
  task(own: boolean): ActivityTask {
    const { input, heartbeatDetails, scheduledTime, startedTime } = this.polled;
    return {
      token: this.token,
      own,
      run: this.run,
      name: this.name,
      member: this.#member,
      activityId: activityIdIn(this.#member, this.activityId),
      attempt: this.number,
      args: input ? values(input) : [],
      scheduledAt: milliseconds(scheduledTime),
      startedAt: milliseconds(startedTime),
      heartbeat: heartbeatDetails ? values(heartbeatDetails)[0] : undefined,
    };
  }
}
