import type { temporal } from '@temporalio/proto';
import type { ActivityFailure, ActivityReply } from '../kit/runtime.ts';
import { Attempt, type Polled } from './attempt.ts';
import { IDENTITY, payloads, proto, type ServerConnection } from './connection.ts';
import { NAMESPACE } from './host-protocol.ts';
import { protocol } from './protocol.ts';

/** One poll would do, since a task is handed on at once; a second one hides the round trip. */
const POLLS_PER_QUEUE = 2;
/**
 * How long before an attempt's timeout the skipping of time ends, and real time goes on; twice the
 * time of a call to the server is added, because a lock that is taken back after the timeout is one
 * too many, and time stands still until `TimeLocks` notices.
 */
const BEFORE_TIMEOUT_MS = 4;
const MOST_BEFORE_TIMEOUT_MS = 1000;

/** Which attempt somebody answers: as the server hands it out, or by its run and its activity. */
export interface AnswerRequest {
  /** In base64. */
  readonly taskToken?: string | undefined;
  readonly run?: string | undefined;
  readonly activityId?: string | undefined;
}

/**
 * Takes the activity tasks of some task queues from the server and has `perform` answer them.
 *
 * This speaks the server's own protocol instead of using the SDK's Worker: an attempt can be left
 * without any answer, exactly as when a Worker dies, and nothing native is loaded.
 */
export class ActivityPoll {
  readonly #server: ServerConnection;
  readonly #perform: (attempt: Attempt) => Promise<ActivityReply>;
  readonly #stop = new AbortController();
  readonly #polls: Promise<void>[] = [];
  readonly #queues = new Set<string>();
  /** The attempts that somebody may answer, by their tokens. */
  readonly #open = new Map<string, Attempt>();
  #inHand = 0;
  #taken = 0;
  /** How long the server has taken for an answer lately, at worst, in real milliseconds. */
  #latency = 0;

  constructor(
    server: ServerConnection,
    queues: readonly string[],
    perform: (attempt: Attempt) => Promise<ActivityReply>,
  ) {
    this.#server = server;
    this.#perform = perform;
    for (const queue of queues) this.add(queue);
  }

  /** Takes tasks from one more queue, if it is not polled already. */
  add(queue: string): void {
    const polls = this.#queues.has(queue) ? 0 : POLLS_PER_QUEUE;
    this.#queues.add(queue);
    for (let poll = 0; poll < polls; poll += 1) this.#polls.push(this.#poll(queue));
  }

  /** Attempts that are being performed; such an attempt holds time. */
  get inHand(): number {
    return this.#inHand;
  }

  /** Attempts that were ever taken. */
  get taken(): number {
    return this.#taken;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#polls);
  }

  async #poll(queue: string): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        const task = await this.#server.until(signal, () =>
          this.#server.service.pollActivityTaskQueue({
            namespace: NAMESPACE,
            taskQueue: { name: queue },
            identity: IDENTITY,
          }),
        );
        // A task that cannot be answered any more (its run has closed) is nobody's problem.
        if (task.taskToken.length > 0) void this.#answer(task, queue).catch(() => undefined);
      } catch {
        if (signal.aborted) return;
        // The server is away or slow; whoever waits for the run will say so.
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }

  async #answer(polled: Polled, queue: string): Promise<void> {
    this.#inHand += 1;
    this.#taken += 1;
    const attempt = new Attempt(`attempt-${this.#taken}`, polled, queue, {
      passUntil: (waiting, target) => this.#passUntil(waiting, target),
      beat: (beating, details) => this.#beat(beating, details),
    });
    this.#open.set(attempt.token, attempt);
    let reply: ActivityReply;
    try {
      reply = await this.#perform(attempt);
      attempt.pending = reply.kind === 'pending' && !attempt.expired;
      if (!attempt.pending) this.#open.delete(attempt.token);
      if (reply.kind !== 'lost' && reply.kind !== 'pending' && !attempt.expired) {
        await this.#timed(this.#respond(polled, reply));
      }
    } catch (error) {
      // An attempt that is under way when its run closes keeps its lock on time for good (test
      // server 1.38): time would pass for nobody any more.
      if (!isAboutClosedRun(error)) throw error;
      await this.#server.unlockTime();
      return;
    } finally {
      attempt.clock.stop();
      this.#inHand -= 1;
      if (attempt.expired) await this.#server.unlockTime();
    }
    if (attempt.expired || (reply.kind !== 'lost' && reply.kind !== 'pending')) return;
    await this.#letTimeOut(attempt);
    this.#open.delete(attempt.token);
  }

  /** Answers an attempt in place of its activity; says whether the server took it. */
  async answer(token: string, reply: ActivityReply): Promise<boolean> {
    const attempt = this.#open.get(token);
    if (!attempt || reply.kind === 'lost' || reply.kind === 'pending') return false;
    const sent = this.#answerMeanwhile(attempt, () => this.#respond(attempt.polled, reply));
    return sent.then(() => true).catch(() => false);
  }

  /** Somebody answers an attempt on a way of their own. */
  async answering<T>(request: AnswerRequest, respond: () => Promise<T>): Promise<T> {
    const attempt = [...this.#open.values()].find(({ execution: { id }, activityId, polled }) =>
      request.taskToken === undefined
        ? id === request.run && activityId === request.activityId
        : request.taskToken === Buffer.from(polled.taskToken ?? []).toString('base64'),
    );
    return attempt ? this.#answerMeanwhile(attempt, respond) : respond();
  }

  /**
   * The server gives back its lock of an attempt that is answered. Of one that waits for its answer
   * we have given it up; and what is still at work goes on holding time, by a lock of ours.
   */
  async #answerMeanwhile<T>(attempt: Attempt, respond: () => Promise<T>): Promise<T> {
    this.#inHand += 1;
    await this.#server.lockTime();
    try {
      const answer = await respond();
      this.#open.delete(attempt.token);
      if (attempt.pending) attempt.answered = true;
      else attempt.expired = true;
      return answer;
    } catch (error) {
      await this.#server.unlockTime();
      throw error;
    } finally {
      this.#inHand -= 1;
    }
  }

  /**
   * Nobody answers this attempt. It holds time while it runs, so we let go of its lock until just
   * before its timeout; then the timeout comes within milliseconds, by the server's own doing.
   */
  async #letTimeOut(attempt: Attempt): Promise<void> {
    const left = attempt.timeoutAt - attempt.now - this.#margin;
    if (left > 0) await this.#server.sleepUnlocked(left);
    if (attempt.answered) return this.#server.unlockTime();
    if (await this.#server.isLeftBehind(attempt.execution, attempt.activityId, attempt.number)) {
      await this.#server.unlockTime();
    }
  }

  get #margin(): number {
    return Math.min(BEFORE_TIMEOUT_MS + 2 * this.#latency, MOST_BEFORE_TIMEOUT_MS);
  }

  async #passUntil(attempt: Attempt, target: number): Promise<void> {
    const left = target - attempt.now;
    if (left <= 0) return;
    if (attempt.expired || target < attempt.timeoutAt - this.#margin) {
      await this.#sleep(left);
    } else {
      // The server's lock goes with the timeout. What the attempt does later needs one of ours,
      // or time would pass and others act while it is at work.
      await this.#server.lockTime();
      this.#inHand += 1;
      await Promise.all([this.#sleep(left), this.#expire(attempt)]);
    }
    attempt.passedTo(target);
  }

  /** An attempt waits, and does not hold time meanwhile. */
  async #sleep(duration: number): Promise<void> {
    this.#inHand -= 1;
    try {
      await this.#server.sleepUnlocked(duration);
    } finally {
      this.#inHand += 1;
    }
  }

  /** An attempt that is at work runs into its timeout, and goes on: the server gives it up. */
  async #expire(attempt: Attempt): Promise<void> {
    const before = attempt.timeoutAt - this.#margin;
    if (before > attempt.now) await this.#sleep(before - attempt.now);
    const about = [attempt.execution, attempt.activityId, attempt.number] as const;
    while (await this.#server.isUnderWay(...about)) {
      if (await this.#server.isLeftBehind(...about)) {
        await this.#server.unlockTime();
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    attempt.expires();
    this.#inHand -= 1;
  }

  async #beat({ polled }: Attempt, details: unknown): Promise<Attempt['cancelReason']> {
    try {
      const { cancelRequested } = await this.#server.service.recordActivityTaskHeartbeat({
        namespace: NAMESPACE,
        identity: IDENTITY,
        taskToken: polled.taskToken ?? new Uint8Array(),
        details: payloads([details]),
      });
      return cancelRequested ? 'CANCELLED' : undefined;
    } catch {
      // The run has closed: the SDK cancels for this too.
      return 'NOT_FOUND';
    }
  }

  /** Notes how long a call took; what was long ago counts for less. */
  async #timed(call: Promise<void>): Promise<void> {
    const began = performance.now();
    await call;
    this.#latency = Math.max(performance.now() - began, this.#latency * 0.9);
  }

  async #respond(
    polled: Polled,
    reply: Exclude<ActivityReply, { kind: 'lost' | 'pending' }>,
  ): Promise<void> {
    const { service } = this.#server;
    const about = {
      namespace: NAMESPACE,
      identity: IDENTITY,
      taskToken: polled.taskToken ?? new Uint8Array(),
    };
    switch (reply.kind) {
      case 'completed': {
        const result = reply.encoded ? payloadOf(reply.encoded) : payloads([reply.result]);
        await service.respondActivityTaskCompleted({ ...about, result });
        return;
      }
      case 'cancelled':
        await service.respondActivityTaskCanceled(about);
        return;
      case 'failed': {
        const failure = reply.encoded
          ? protocol.failure.v1.Failure.decode(reply.encoded)
          : failureOf(reply.failure);
        await service.respondActivityTaskFailed({ ...about, failure });
      }
    }
  }
}

function isAboutClosedRun(error: unknown): boolean {
  return error instanceof Error && error.message.includes('Completed workflow');
}

function payloadOf(encoded: Uint8Array): temporal.api.common.v1.IPayloads {
  return { payloads: [protocol.common.v1.Payload.decode(encoded)] };
}

/** A failure as the SDK would send it. */
function failureOf(failure: ActivityFailure): temporal.api.failure.v1.IFailure {
  const { type, message, retryable, details, nextRetryDelay, cause } = failure;
  return {
    message,
    applicationFailureInfo: {
      type,
      nonRetryable: !retryable,
      ...(details ? { details: payloads(details) } : {}),
      ...(nextRetryDelay === undefined ? {} : { nextRetryDelay: proto(nextRetryDelay) }),
    },
    ...(cause ? { cause: failureOf(cause) } : {}),
  };
}
