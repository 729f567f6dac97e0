/** The activities that an answer exports itself, as its host runs them. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import {
  arrayFromPayloads,
  decodePriority,
  decompileRetryPolicy,
  defaultFailureConverter,
  defaultPayloadConverter,
  noopMetricMeter,
  type LoadedDataConverter,
} from '@temporalio/common';
import type { Logger } from '@temporalio/common/lib/logger.js';
import type { Info } from '@temporalio/activity';
import { Activity } from '@temporalio/worker/lib/activity.js';
import type { ActivityFailure } from '../kit/runtime.ts';
import { milliseconds } from './events.ts';
import {
  CREATE_ACTIVITIES,
  NAMESPACE,
  type AttemptTask,
  type HostAsks,
  type LoadedActivities,
  type WorkOutcome,
} from './host-protocol.ts';
import { protocol } from './protocol.ts';

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
}

/**
 * Runs the answer's own activities. Each run of a workflow has an instance of the answer's module
 * to itself, as if each had a Worker to itself; when that dies, what the module remembers is gone.
 */
export class OwnActivities {
  readonly #asks: HostAsks;
  readonly #current = new AsyncLocalStorage<Attempt>();
  readonly #instances = new Map<string, Activities>();
  #module: (() => Record<string, unknown>) | undefined;

  constructor(asks: HostAsks) {
    this.#asks = asks;
  }

  /** Loads a bundle in place of the one before. */
  load(code: string): LoadedActivities {
    this.unload();
    try {
      const run = compileFunction(code, ['module', 'exports', 'require'], {
        filename: 'activities.js',
      }) as (module: { exports: object }, exports: object, load: NodeJS.Require) => void;
      this.#module = () => {
        const module = { exports: {} as Record<string, unknown> };
        run(module, module.exports, require);
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
      () => undefined,
      undefined,
      logger,
      noopMetricMeter,
      [],
    );
    const args = arrayFromPayloads(defaultPayloadConverter, polled.input?.payloads);
    const work = this.#current.run(attempt, () => activity.run({ args, headers: {} }));
    const result = await Promise.race([work, death]);
    return result ? outcomeOf(result) : { kind: 'lost' };
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
    if (attempt.dead) return never;
    // Where nobody is left to ask, nobody waits for the attempt either.
    const lost = () => ({ kind: 'lost' }) as const;
    const reply = await this.#asks.serve(attempt.token, service, sent).catch(lost);
    if (attempt.dead) return never;
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

/** Prints what the answer logs by the SDK's own `log`, and nothing else. */
const logger = {
  log(level: string, message: string, meta?: Record<string, unknown>) {
    if (meta?.['sdkComponent'] === 'activity') process.stdout.write(`[${level}] ${message}\n`);
  },
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
} as Logger;

type Polled = ReturnType<typeof protocol.workflowservice.v1.PollActivityTaskQueueResponse.decode>;

/** What an activity may know about itself, made as the SDK's Worker makes it. */
function infoOf(polled: Polled, taskQueue: string): Info {
  const taskToken = polled.taskToken;
  const details = polled.heartbeatDetails?.payloads;
  const heartbeatTimeout = milliseconds(polled.heartbeatTimeout);
  return {
    taskToken,
    base64TaskToken: Buffer.from(taskToken).toString('base64'),
    taskQueue,
    activityId: polled.activityId,
    activityType: polled.activityType?.name ?? '',
    namespace: NAMESPACE,
    workflowExecution: {
      workflowId: polled.workflowExecution?.workflowId ?? '',
      runId: polled.workflowExecution?.runId ?? '',
    },
    workflowType: polled.workflowType?.name ?? '',
    attempt: polled.attempt,
    isLocal: false,
    inWorkflow: true,
    ...(heartbeatTimeout > 0 ? { heartbeatTimeoutMs: heartbeatTimeout } : {}),
    heartbeatDetails: arrayFromPayloads(defaultPayloadConverter, details)[0],
    scheduledTimestampMs: milliseconds(polled.scheduledTime),
    startToCloseTimeoutMs: milliseconds(polled.startToCloseTimeout),
    scheduleToCloseTimeoutMs: milliseconds(polled.scheduleToCloseTimeout),
    currentAttemptScheduledTimestampMs: milliseconds(polled.currentAttemptScheduledTime),
    priority: decodePriority(polled.priority),
    ...(polled.retryPolicy ? { retryPolicy: decompileRetryPolicy(polled.retryPolicy) } : {}),
  } as Info;
}

function outcomeOf(result: Awaited<ReturnType<Activity['run']>>): WorkOutcome {
  const { Payload } = protocol.common.v1;
  if (result.completed) {
    const { result: payload } = result.completed;
    return { kind: 'completed', payload: payload ? Payload.encode(payload).finish() : undefined };
  }
  if (result.failed) {
    const failure = protocol.failure.v1.Failure.encode(result.failed.failure ?? {}).finish();
    return { kind: 'failed', failure };
  }
  return { kind: result.cancelled ? 'cancelled' : 'async' };
}
