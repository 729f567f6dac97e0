import type { temporal } from '@temporalio/proto';
import type { ActivityTask } from '../kit/runtime.ts';
import { milliseconds, values } from './events.ts';

export type Polled = temporal.api.workflowservice.v1.IPollActivityTaskQueueResponse;

/** One attempt of an activity, from when the server hands it out until it is answered or lost. */
export class Attempt {
  /** Names this attempt among all that were ever polled. */
  readonly token: string;
  readonly polled: Polled;
  readonly taskQueue: string;
  readonly #received = performance.now();

  constructor(token: string, polled: Polled, taskQueue: string) {
    this.token = token;
    this.polled = polled;
    this.taskQueue = taskQueue;
  }

  get run(): string {
    return this.polled.workflowExecution?.workflowId ?? '';
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
   * The virtual time now, in milliseconds since 1970. The attempt holds time, so since we received
   * it virtual time has passed as real time has.
   */
  get now(): number {
    return milliseconds(this.polled.startedTime) + performance.now() - this.#received;
  }

  /** When the first of its timeouts strikes, in virtual milliseconds since 1970. */
  get timeoutAt(): number {
    const started = milliseconds(this.polled.startedTime);
    const limits = [
      { from: started, length: milliseconds(this.polled.startToCloseTimeout) },
      { from: started, length: milliseconds(this.polled.heartbeatTimeout) },
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
      activityId: this.activityId,
      attempt: this.number,
      args: input ? values(input) : [],
      scheduledAt: milliseconds(scheduledTime),
      startedAt: milliseconds(startedTime),
      heartbeat: heartbeatDetails ? values(heartbeatDetails)[0] : undefined,
    };
  }
}
