import { Ledger, type Pen } from './ledger.ts';
import type { ActivityFailure, ActivityReply, ActivityTask, World } from './runtime.ts';

/** What a world's activity is: it books its effects and returns its result. */
export type Service = (input: never, pen: Pen, task: ActivityTask) => unknown;

/** The services around a workflow. A service may throw `Refusal`. */
export type Services = Readonly<Record<string, Service>>;

/**
 * Checks that a request carries what the service needs.
 *
 * @throws Refusal naming what is missing
 */
export function required<T>(value: T | null | undefined, name: string): T {
  if (value === undefined || value === null || value === '') {
    throw new Refusal('BadRequest', `the request has no ${name}`);
  }
  return value;
}

/** The services that answer an interface of activities; the compiler holds the two together. */
export type ServicesOf<Activities> = {
  readonly [Name in keyof Activities]: Activities[Name] extends (input: infer Input) => infer Reply
    ? (input: Input, pen: Pen, task: ActivityTask) => Awaited<Reply>
    : never;
};

/** A service says no: the activity fails, and no repetition would help. */
export class Refusal extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/**
 * What goes wrong with an activity. `act` lets the service do its work, once; what it returns is
 * the reply of a world in which nothing goes wrong.
 */
export type Fault = (
  task: ActivityTask,
  act: () => ActivityReply,
  world: RunWorld,
) => Promise<ActivityReply>;

/** The service refuses, every time: nothing happens, and a repetition would not help. */
export function fails(type: string, message: string): Fault {
  return async () => ({ kind: 'failed', failure: { type, message, retryable: false } });
}

/** The first attempts fail before anything happens; a repetition helps. */
export function flaky(type: string, message: string, { times }: { times: number }): Fault {
  return async ({ attempt }, act) =>
    attempt > times ? act() : { kind: 'failed', failure: { type, message, retryable: true } };
}

/** The service does its work, but its answer is an error: nobody knows that it worked. */
export function failsAfterEffect(type: string, message: string): Fault {
  return async (_, act) => {
    act();
    return { kind: 'failed', failure: { type, message, retryable: false } };
  };
}

/** The service is down for so many milliseconds, counted from the first request. */
export function down({ for: length }: { for: number }): Fault {
  let since: number | undefined;
  return async ({ startedAt }, act) => {
    since ??= startedAt;
    if (startedAt - since >= length) return act();
    const message = 'the service is down';
    return { kind: 'failed', failure: { type: 'Unavailable', message, retryable: true } };
  };
}

/** The Worker dies in the first attempt: before the service heard of it, or after it worked. */
export function dies(moment: 'before the effect' | 'after the effect'): Fault {
  return async ({ attempt }, act) => {
    if (attempt > 1) return act();
    if (moment === 'after the effect') act();
    return { kind: 'lost' };
  };
}

/** Faults for all activities of a name, or for one execution of an activity by its id. */
export interface Faults {
  readonly byName?: Readonly<Record<string, Fault>>;
  /** An id is the same in every run that does the same up to there. Wins over `byName`. */
  readonly byId?: ReadonlyMap<string, Fault>;
}

/** How often the world was asked for one activity, and with what result. */
export interface Tries {
  readonly name: string;
  readonly activityId: string;
  readonly attempts: number;
  /** What the last attempt failed with; absent when it did not. */
  readonly failure: ActivityFailure | undefined;
}

/** The world of one run: services, a ledger of their effects, and what goes wrong. */
export class RunWorld implements World {
  readonly ledger = new Ledger();
  readonly #services: Services;
  readonly #faults: Faults;
  readonly #tries = new Map<string, Tries>();
  readonly #unknown = new Set<string>();
  #trouble: Error | undefined;
  #held: { readonly activityId: string; readonly over: Promise<void> } | undefined;

  constructor(services: Services, faults: Faults = {}) {
    this.#services = services;
    this.#faults = faults;
  }

  /** What went wrong in the world itself: our fault. */
  get trouble(): Error | undefined {
    return this.#trouble;
  }

  /** Names that the run asked for and that no service has. */
  get unknown(): readonly string[] {
    return [...this.#unknown];
  }

  /** The activities that the run asked for, in the order in which their first attempts came. */
  get tries(): readonly Tries[] {
    return [...this.#tries.values()];
  }

  /**
   * While this work goes on, no other activity of the run is answered. The test server (1.38)
   * loses a workflow task that asks to cancel an activity which has ended meanwhile.
   */
  async holdReplies(but: ActivityTask, work: () => Promise<void>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = { activityId: but.activityId, over: promise };
    try {
      await work();
    } finally {
      this.#held = undefined;
      resolve();
    }
  }

  async perform(task: ActivityTask): Promise<ActivityReply> {
    const { name, activityId, attempt } = task;
    const reply = await this.#reply(task);
    if (this.#held?.activityId !== activityId) await this.#held?.over;
    const failure = reply.kind === 'failed' ? reply.failure : undefined;
    this.#tries.set(activityId, { name, activityId, attempts: attempt, failure });
    return reply;
  }

  async #reply(task: ActivityTask): Promise<ActivityReply> {
    const { byId, byName = {} } = this.#faults;
    const named = Object.hasOwn(byName, task.name) ? byName[task.name] : undefined;
    const fault = byId?.get(task.activityId) ?? named;
    const act = () => this.#act(task);
    try {
      return await (fault ? fault(task, act, this) : act());
    } catch (error) {
      this.#trouble ??= error instanceof Error ? error : new Error(String(error));
      return refused('WorldTrouble', this.#trouble.message);
    }
  }

  #act(task: ActivityTask): ActivityReply {
    const service = Object.hasOwn(this.#services, task.name)
      ? this.#services[task.name]
      : undefined;
    if (!service) {
      this.#unknown.add(task.name);
      return refused('UnknownActivity', `there is no activity '${task.name}'`);
    }
    const { name, activityId, attempt, startedAt } = task;
    const pen = this.ledger.by({ activity: name, activityId, attempt, at: startedAt });
    try {
      // A service is declared with the input it documents; what an answer really sends is
      // judged by the suite, which is why a service must take anything.
      const result = service((task.args[0] ?? {}) as never, pen, task);
      if (result instanceof Promise)
        throw new TypeError(`The service '${name}' must not be async.`);
      return { kind: 'completed', result };
    } catch (error) {
      if (error instanceof Refusal) return refused(error.type, error.message);
      throw error;
    }
  }
}

function refused(type: string, message: string): ActivityReply {
  const failure: ActivityFailure = { type, message, retryable: false };
  return { kind: 'failed', failure };
}
