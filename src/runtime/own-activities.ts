/** The activities that an answer exports itself, as its host runs them. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import {
  ActivityCancellationDetails,
  arrayFromPayloads,
  defaultFailureConverter,
  defaultPayloadConverter,
  noopMetricMeter,
  type Duration,
  type LoadedDataConverter,
} from '@temporalio/common';
import { msToNumber } from '@temporalio/common/lib/time.js';
import { Activity } from '@temporalio/worker/lib/activity.js';
import type { ActivityFailure } from '../kit/runtime.ts';
import { infoOf, logger, outcomeOf } from './activity-context.ts';
import {
  CREATE_ACTIVITIES,
  NAMESPACE,
  type AttemptTask,
  type HostAsks,
  type LoadedActivities,
  type WorkOutcome,
} from './host-protocol.ts';
import { protocol } from './protocol.ts';
import { virtualTimers, virtualTimersPromises } from './virtual-timers.ts';

type ActivityFunction = (...args: unknown[]) => Promise<unknown>;
type Activities = Readonly<Record<string, ActivityFunction>>;

const require = createRequire(import.meta.url);
/** As the SDK's Worker has it, by default. */
const converter: LoadedDataConverter = {
  payloadConverter: defaultPayloadConverter,
  failureConverter: defaultFailureConverter,
  payloadCodecs: [],
};

/** One attempt that is under way. */
interface Attempt {
  readonly token: string;
  /** Ends the attempt as its Worker's death would: nothing of it is heard of any more. */
  readonly die: () => void;
  dead: boolean;
  /** The heartbeats so far, which the server hears of one after the other. */
  beats: Promise<unknown>;
}

/**
 * Runs the answer's own activities. Each run of a workflow has an instance of the answer's module
 * to itself, as if each had a Worker to itself; when that dies, what the module remembers is gone.
 */
export class OwnActivities {
  readonly #asks: HostAsks;
  readonly #current = new AsyncLocalStorage<Attempt>();
  readonly #instances = new Map<string, Activities>();
  readonly #timers = virtualTimers((delay) => this.#sleepHere(delay));
  readonly #require = (id: string): unknown => {
    const real = require(id) as object;
    const isTimers = /^(node:)?timers\/promises$/.test(id);
    return isTimers ? virtualTimersPromises((delay) => this.#sleepHere(delay), real) : real;
  };
  #module: (() => Record<string, unknown>) | undefined;

  constructor(asks: HostAsks) {
    this.#asks = asks;
  }

  /** Loads a bundle in place of the one before. */
  load(code: string): LoadedActivities {
    this.unload();
    try {
      const names = ['module', 'exports', 'require', ...Object.keys(this.#timers)];
      const run = compileFunction(code, names, { filename: 'activities.js' }) as (
        ...given: unknown[]
      ) => void;
      this.#module = () => {
        const module = { exports: {} as Record<string, unknown> };
        run(module, module.exports, this.#require, ...Object.values(this.#timers));
        return module.exports;
      };
      return { exported: Object.keys(this.#module()), activities: Object.keys(this.#instance()) };
    } catch (error) {
      const threw = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { threw };
    }
  }

  unload(): void {
    this.#instances.clear();
    this.#module = undefined;
  }

  /** Does the work of one attempt. */
  async work(task: AttemptTask): Promise<WorkOutcome> {
    const polled = protocol.workflowservice.v1.PollActivityTaskQueueResponse.decode(task.polled);
    const { promise: death, resolve } = Promise.withResolvers<void>();
    const run = polled.workflowExecution?.workflowId ?? '';
    const attempt: Attempt = {
      token: task.token,
      dead: false,
      beats: Promise.resolve(),
      die: () => {
        attempt.dead = true;
        this.#instances.delete(run);
        resolve();
      },
    };
    const info = infoOf(polled, task.taskQueue);
    const activity = new Activity(
      info,
      this.#ofRun(run, task.memory)[info.activityType],
      converter,
      {
        type: 'activity',
        namespace: NAMESPACE,
        activityId: info.activityId,
        workflowId: run,
        isLocal: false,
      },
      undefined,
      (details: unknown) => this.#beat(attempt, activity, details),
      undefined,
      logger,
      noopMetricMeter,
      [],
    );
    const sleep = (duration: Duration) =>
      Promise.race([activity.context.cancelled, this.#sleep(attempt, msToNumber(duration))]);
    Object.assign(activity.context, { sleep });
    const args = arrayFromPayloads(defaultPayloadConverter, polled.input?.payloads);
    const work = this.#current.run(attempt, async () => {
      const result = await activity.run({ args, headers: {} });
      await attempt.beats;
      return result;
    });
    this.#settles(attempt);
    const result = await Promise.race([work, death]);
    attempt.dead = true;
    return result ? outcomeOf(result) : { kind: 'lost' };
  }

  /** Reports a heartbeat, after those before it, and hears whether to stop. */
  #beat(attempt: Attempt, activity: Activity, details: unknown): void {
    const sent =
      details === undefined ? undefined : (JSON.parse(JSON.stringify(details)) as unknown);
    attempt.beats = attempt.beats.then(async () => {
      if (attempt.dead) return;
      const gone = { lost: true, cancel: undefined };
      const { lost, cancel } = await this.#asks.beat(attempt.token, sent).catch(() => gone);
      if (attempt.dead) return;
      if (lost) return attempt.die();
      if (cancel && !activity.context.cancellationSignal.aborted) {
        const about = { cancelRequested: cancel === 'CANCELLED', notFound: cancel === 'NOT_FOUND' };
        activity.cancel(cancel, new ActivityCancellationDetails(about));
      }
      this.#settles(attempt);
    });
  }

  async #sleep(attempt: Attempt, milliseconds: number): Promise<void> {
    await attempt.beats;
    const never = new Promise<never>(() => undefined);
    if (attempt.dead) return never;
    await this.#asks.sleep(attempt.token, milliseconds).catch(() => never);
    if (attempt.dead) return never;
    this.#settles(attempt);
  }

  #sleepHere(milliseconds: number): Promise<void> | undefined {
    const attempt = this.#current.getStore();
    return attempt && this.#sleep(attempt, milliseconds);
  }

  /** Tells that time may pass, once the answer's code has done what it can for now. */
  #settles(attempt: Attempt): void {
    setImmediate(() => {
      // An attempt that is over waits for nothing, though a timer of its own may still be running.
      if (!attempt.dead) void this.#asks.settled(attempt.token).catch(() => undefined);
    });
  }

  #ofRun(run: string, memory: AttemptTask['memory']): Activities {
    const known = memory === 'kept' ? this.#instances.get(run) : undefined;
    const instance = known ?? this.#instance();
    this.#instances.set(run, instance);
    return instance;
  }

  #instance(): Activities {
    const create = this.#module?.()[CREATE_ACTIVITIES];
    if (typeof create !== 'function') return {};
    const activities = (create as (services: unknown) => Record<string, unknown>)(this.#services());
    return Object.fromEntries(
      Object.entries(activities ?? {}).filter(([, value]) => typeof value === 'function'),
    ) as Activities;
  }

  /** `services.payments.charge(input)`, whatever the names: the world knows which there are. */
  #services(): unknown {
    return named((group) =>
      named(
        (name) =>
          (...args: unknown[]) =>
            this.#call(`${group}.${name}`, args),
      ),
    );
  }

  async #call(service: string, args: unknown[]): Promise<unknown> {
    const attempt = this.#current.getStore();
    if (!attempt) throw new Error(`services.${service} is there only while an activity runs.`);
    // A service is far away: what it is given travels as JSON.
    const sent = JSON.parse(JSON.stringify(args)) as unknown[];
    const never = new Promise<never>(() => undefined);
    await attempt.beats;
    if (attempt.dead) return never;
    // Where nobody is left to ask, nobody waits for the attempt either.
    const lost = () => ({ kind: 'lost' }) as const;
    const reply = await this.#asks.serve(attempt.token, service, sent).catch(lost);
    if (attempt.dead) return never;
    this.#settles(attempt);
    switch (reply.kind) {
      case 'completed':
        return reply.result;
      case 'failed':
        throw serviceError(reply.failure);
      default:
        attempt.die();
        return never;
    }
  }
}

/**
 * How a service says no, to the answer's code. Each type is a class of its own: of an error that
 * nobody caught, the SDK tells the name of the class.
 */
function serviceError({ type, message, retryable }: ActivityFailure): Error {
  const { [type]: Refusal = Error } = { [type]: class extends Error {} };
  return Object.assign(new Refusal(message), { name: type, type, retryable });
}

/** An object that has something under every name. */
function named(make: (name: string) => unknown): unknown {
  const made = new Map<string, unknown>();
  return new Proxy(
    {},
    {
      get(_, name) {
        // `await` asks every object whether it is a promise.
        if (typeof name !== 'string' || name === 'then') return undefined;
        if (!made.has(name)) made.set(name, make(name));
        return made.get(name);
      },
    },
  );
}
