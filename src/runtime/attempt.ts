import type { temporal } from '@temporalio/proto';
import type { ActivityTask } from '../kit/runtime.ts';
import { AttemptClock } from './attempt-clock.ts';
import type { Execution } from './connection.ts';
import { milliseconds, values } from './events.ts';
import { activityIdIn } from './place.ts';

export type Polled = temporal.api.workflowservice.v1.IPollActivityTaskQueueResponse;

/** What an attempt needs of the server. */
export interface AttemptServer {
  /** Lets virtual time pass while the attempt waits; it may run into its timeout. */
  passUntil(attempt: Attempt, target: number): Promise<void>;
  /** Records a heartbeat; tells what the SDK would cancel the attempt's context for. */
  beat(attempt: Attempt, details: unknown): Promise<Attempt['cancelReason']>;
}

/** Who needs to know how often attempts are made. */
export interface AttemptWatch {
  countAttempt(attempt: number): void;
  countTimeout(activityId: string, name: string): void;
}

/** One attempt of an activity, from when the server hands it out until it is answered or lost. */
export class Attempt {
  /** Names this attempt among all that were ever polled. */
  readonly token: string;
  readonly polled: Polled;
  readonly taskQueue: string;
  /** The time inside it. */
  readonly clock: AttemptClock;
  /** It has timed out, though it is still at work: the server knows it no more. */
  expired = false;
  /** It has been answered by somebody else than its activity. */
  answered = false;
  /** Its activity has returned without an answer. */
  pending = false;
  /** Why the SDK would cancel its context. */
  cancelReason: 'CANCELLED' | 'NOT_FOUND' | undefined;
  readonly #server: AttemptServer;
  /** A moment of virtual time, and when in real time that was. */
  #known: { readonly virtual: number; readonly real: number };
  #beatAt: number | undefined;
  #watch: AttemptWatch | undefined;
  #run: string | undefined;
  #member = '';

  constructor(token: string, polled: Polled, taskQueue: string, server: AttemptServer) {
    this.token = token;
    this.polled = polled;
    this.taskQueue = taskQueue;
    this.#server = server;
    const started = milliseconds(polled.startedTime);
    this.#known = { virtual: started, real: performance.now() };
    this.clock = new AttemptClock(started, (target) => server.passUntil(this, target));
  }

  /** Time has passed until then. */
  passedTo(virtual: number): void {
    this.#watch?.countAttempt(this.number);
    if (virtual > this.now) this.#known = { virtual, real: performance.now() };
  }

  /** Reports to the server that it is alive, and how far it is. */
  async beat(details: unknown): Promise<void> {
    const heard = this.expired ? 'NOT_FOUND' : await this.#server.beat(this, details);
    if (heard === undefined) this.#beatAt = this.now;
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

  /** The server has given it up, though it is still at work. */
  expires(): void {
    this.expired = true;
    this.#watch?.countTimeout(this.activityId, this.name);
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

  /** When the first of its timeouts strikes, in virtual milliseconds since 1970. */
  get timeoutAt(): number {
    const started = milliseconds(this.polled.startedTime);
    const limits = [
      { from: started, length: milliseconds(this.polled.startToCloseTimeout) },
      { from: this.#beatAt ?? started, length: milliseconds(this.polled.heartbeatTimeout) },
      {
        from: milliseconds(this.polled.scheduledTime),
        length: milliseconds(this.polled.scheduleToCloseTimeout),
      },
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
