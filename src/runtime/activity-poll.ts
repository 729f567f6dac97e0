import type { temporal } from '@temporalio/proto';
import type { ActivityFailure, ActivityReply } from '../kit/runtime.ts';
import { Attempt, type Beat, type Polled } from './attempt.ts';
import { IDENTITY, payloads, proto, type ServerConnection } from './connection.ts';
import { NAMESPACE } from './host-protocol.ts';
import { protocol } from './protocol.ts';

/** One poll would do, since a task is handed on at once; a second one hides the round trip. */
const POLLS_PER_QUEUE = 2;
const LOST: ActivityReply = { kind: 'lost' };

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
  #taken = 0;

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

  /** Attempts that hold time. */
  get inHand(): number {
    return [...this.#open.values()].filter(({ lock }) => lock.isHeld).length;
  }

  /** Attempts that were ever taken. */
  get taken(): number {
    return this.#taken;
  }

  /** Takes no more tasks; those that were taken go on. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#polls);
  }

  /** The runs are over: no attempt holds time any more, whatever becomes of it. */
  async release(): Promise<void> {
    await Promise.all([...this.#open.values()].map(({ lock }) => lock.end()));
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

  async #answer(polled: Polled, taskQueue: string): Promise<void> {
    this.#taken += 1;
    const attempt = new Attempt(polled, taskQueue, this.#server, this.#beat);
    this.#open.set(attempt.token, attempt);
    try {
      if (!(await this.#isAnswered(attempt))) await attempt.letTimeOut();
    } finally {
      await this.#forget(attempt);
    }
  }

  /** Nobody can answer it any more, and it holds no time. */
  async #forget(attempt: Attempt): Promise<void> {
    this.#open.delete(attempt.token);
    await attempt.lock.end();
  }

  /** Has an attempt performed; false when nobody has told the server what came of it. */
  async #isAnswered(attempt: Attempt): Promise<boolean> {
    const reply = await this.#perform(attempt).catch(() => LOST);
    attempt.clock.stop();
    if (attempt.gone) return true;
    attempt.pending = reply.kind === 'pending';
    if (reply.kind === 'lost' || reply.kind === 'pending') return false;
    try {
      await this.#respond(attempt.polled, reply);
      attempt.lock.serverGaveBack();
      return true;
    } catch {
      // Its run has closed, or its timeout was faster: the server tells which.
      return false;
    }
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
   * The server gives back its lock of an attempt that is answered; and what is still at work goes
   * on holding time, by a lock of ours.
   */
  async #answerMeanwhile<T>(attempt: Attempt, respond: () => Promise<T>): Promise<T> {
    await attempt.lock.take();
    try {
      const answer = await respond();
      attempt.lock.serverGaveBack();
      attempt.gone = true;
      // One that is still at work goes on, and holds time by a lock of ours.
      if (attempt.pending) await this.#forget(attempt);
      return answer;
    } catch (error) {
      await attempt.lock.giveBack();
      throw error;
    }
  }

  readonly #beat: Beat = async ({ polled }, details) => {
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
  };

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
