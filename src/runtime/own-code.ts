import { HEARTBEAT, type ActivityReply, type LoadProblem, type World } from '../kit/runtime.ts';
import type { AnswerRequest } from './activity-poll.ts';
import { HostLost, type AnswerHost } from './answer-host.ts';
import type { Attempt } from './attempt.ts';
import { readFailure, values } from './events.ts';
import { ClientCalls } from './client-calls.ts';
import type { BeatReply, DecidedTask, HostAsks, WorkOutcome } from './host-protocol.ts';
import { noActivities, throwsAtLoad } from './load-problem.ts';
import type { AnswerBundle, Bundler } from './bundle.ts';
import { protocol } from './protocol.ts';
import type { Reaper } from './reaper.ts';
import type { Seal } from './seal.ts';
import type { TestCalls } from './test-calls.ts';

const FILE = 'activities.ts';

/** One attempt of an activity, as far as the answer's own code has to do with it. */
export type OwnAttempt = Pick<
  Attempt,
  | 'token'
  | 'name'
  | 'run'
  | 'polled'
  | 'taskQueue'
  | 'clock'
  | 'calls'
  | 'cancelReason'
  | 'task'
  | 'beat'
>;

/**
 * The answer's own code for Node, between the host that runs it and the rest of the world: its
 * activities, with the services that they call, its client, with the runs that it starts, and its
 * tests.
 */
export class OwnCode implements HostAsks {
  /** The activities that the answer exports. */
  activities: string[] = [];
  /** Who answers the activities of the runs to come, and calls on services; nobody when undefined. */
  world: World | undefined;
  /** Who kills the answer's Worker, if anybody does. */
  reaper: Reaper | undefined;
  readonly client: ClientCalls;
  readonly tests: TestCalls;
  readonly #bundler: Bundler;
  readonly #seal: Seal | undefined;
  #bundle: AnswerBundle | undefined;
  #shown = '';
  #host: AnswerHost | undefined;
  #kept = '';
  readonly #attempts = new Map<string, OwnAttempt>();

  constructor(bundler: Bundler, tests: TestCalls, seal: Seal | undefined) {
    this.tests = tests;
    this.client = new ClientCalls(bundler, seal);
    this.#bundler = bundler;
    this.#seal = seal;
  }

  /** Whether there is any such code in the host. */
  get loaded(): boolean {
    return this.activities.length > 0 || this.client.functions.length > 0;
  }

  /** The names of what the answer exports. */
  get names(): { activities: string[]; client: string[]; tests: string[] } {
    return { activities: this.activities, client: this.client.functions, tests: this.tests.names };
  }

  /**
   * Bundles what there is of it.
   *
   * @throws BundleProblem
   */
  async bundle(folder: string, shown: string): Promise<void> {
    this.activities = [];
    this.#bundle = undefined;
    this.#shown = shown;
    [this.#bundle] = await Promise.all([
      this.#bundler.node(folder, shown, FILE),
      this.client.bundle(folder, shown),
      this.tests.bundle(folder, shown),
    ]);
  }

  /**
   * Loads the bundle into a host.
   *
   * @param about the server, and the task queues of the Workers that remember and forget
   * @returns why it cannot be loaded
   * @throws HostLost
   */
  async load(
    host: AnswerHost,
    about: { readonly address: string; readonly kept: string; readonly lost: string },
  ): Promise<LoadProblem | undefined> {
    this.#host = host;
    this.#kept = about.kept;
    const problem = (await this.client.load(host, about, this.#shown)) ?? (await this.tests.load());
    if (problem || !this.#bundle) return problem;
    const loaded = await host.call('loadActivities', this.#bundle.code);
    if ('threw' in loaded) {
      return throwsAtLoad(this.#bundle.locate(loaded.threw), `${this.#shown}/${FILE}`);
    }
    this.activities = loaded.activities;
    return loaded.activities.length > 0 ? undefined : noActivities(loaded.exported, this.#shown);
  }

  /** Has the world answer an attempt; it may let the answer's own activity work meanwhile. */
  async perform(attempt: OwnAttempt): Promise<ActivityReply> {
    const { world } = this;
    if (!world) return { kind: 'cancelled' };
    this.#attempts.set(attempt.token, attempt);
    const task = attempt.task(this.activities.includes(attempt.name));
    const work = () => world.perform(task);
    try {
      return await (this.reaper ? this.reaper.perform(task, work) : work());
    } finally {
      this.#attempts.delete(attempt.token);
    }
  }

  /** Has an attempt's work done in the host. */
  async work(token: string): Promise<ActivityReply> {
    const attempt = this.#attempts.get(token);
    if (!attempt || !this.#host) return { kind: 'lost' };
    const { polled, taskQueue } = attempt;
    attempt.clock.enter();
    if (polled.taskToken) this.#seal?.admitActivity(polled.taskToken);
    try {
      const outcome = await this.#host.call('work', {
        token,
        polled: protocol.workflowservice.v1.PollActivityTaskQueueResponse.encode(polled).finish(),
        taskQueue,
        memory: taskQueue === this.#kept ? 'kept' : 'lost',
      });
      return replyOf(outcome);
    } catch (error) {
      // What that means for its run, the runtime tells.
      if (error instanceof HostLost && error.kind !== 'not-started') return { kind: 'lost' };
      throw error;
    }
  }

  async decided(task: DecidedTask): Promise<void> {
    await this.reaper?.decided(task);
  }

  readonly starting = (): Promise<void> => this.client.starting();

  readonly answering = (request: AnswerRequest): Promise<string> => this.client.answering(request);

  readonly answered = (id: string, took: boolean): Promise<void> => this.client.answered(id, took);

  readonly started: HostAsks['started'] = (...start) => this.client.started(...start);

  async serve(token: string, service: string, args: unknown[]): Promise<ActivityReply> {
    const attempt = this.#attempts.get(token);
    if (!attempt || !this.world?.serve) return { kind: 'lost' };
    const { run, clock } = attempt;
    clock.enter();
    attempt.calls += 1;
    try {
      const reply = await this.world.serve({ run, attempt: token, service, args, at: clock.now });
      return (await this.reaper?.called(attempt.task(true), service, reply)) ?? reply;
    } finally {
      attempt.calls -= 1;
    }
  }

  /** An activity reports a heartbeat, which the world may lose. */
  async beat(token: string, details: unknown): Promise<BeatReply> {
    const { kind } = await this.serve(token, HEARTBEAT, [details]);
    return { lost: kind === 'lost', cancel: this.#attempts.get(token)?.cancelReason };
  }

  async sleep(token: string, duration: number): Promise<void> {
    await this.#attempts.get(token)?.clock.sleep(duration);
  }

  async settled(token: string): Promise<void> {
    this.#attempts.get(token)?.clock.leave();
  }

  /** The world lets a heartbeat through to the server. */
  async sendBeat(token: string, details: unknown): Promise<void> {
    await this.#attempts.get(token)?.beat(details);
  }

  /** The world takes its time for an attempt, or for a call that it makes. */
  async passTime(token: string, duration: number): Promise<void> {
    const attempt = this.#attempts.get(token);
    if (!attempt) return;
    const { clock } = attempt;
    const serving = attempt.calls > 0;
    if (serving) clock.leave();
    await clock.sleep(duration);
    if (!serving) clock.leave();
  }
}

function replyOf(outcome: WorkOutcome): ActivityReply {
  switch (outcome.kind) {
    case 'completed': {
      if (!outcome.payload) return { kind: 'completed', result: undefined };
      const payload = protocol.common.v1.Payload.decode(outcome.payload);
      const [result] = values({ payloads: [payload] });
      return { kind: 'completed', result, encoded: outcome.payload };
    }
    case 'failed': {
      const failure = readFailure(protocol.failure.v1.Failure.decode(outcome.failure));
      return { kind: 'failed', failure, encoded: outcome.failure };
    }
    case 'cancelled':
      return { kind: 'cancelled' };
    case 'async':
      return { kind: 'pending' };
    case 'lost':
      return { kind: 'lost' };
  }
}
