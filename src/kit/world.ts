import { CheckFailure } from './diagnosis.ts';
import { Ledger } from './ledger.ts';
import { isTellable, MALFORMED, requestText } from './request.ts';
import {
  HEARTBEAT,
  type ActivityFailure,
  type ActivityReply,
  type ActivityTask,
  type Runtime,
  type ServiceCall,
  type World,
} from './runtime.ts';
import { Refusal, type Services } from './services.ts';

/**
 * What goes wrong with an activity, or with a call on a service. `act` does the work, once; what it
 * returns is the reply of a world in which nothing goes wrong.
 *
 * `task` is the attempt. For a call it is the attempt that makes it, with the name (`payments.charge`)
 * and the arguments of the call, and `startedAt` when it is made.
 */
export type Fault = (
  task: ActivityTask,
  act: () => Promise<ActivityReply>,
  world: RunWorld,
) => Promise<ActivityReply>;

/** Faults for all activities or services of a name, or for one of them. */
export interface Faults {
  /** By the activity's name, or by the service's: `payments.charge`; `heartbeat` for all of those. */
  readonly byName?: Readonly<Record<string, Fault>>;
  /**
   * For one execution of an activity by its id, or for one call by the id of its execution and its
   * number in the attempt: `1/2`, or `1/heartbeat-2` (`CallRecord.id`). An id is the same in every run that does the
   * same up to there. Wins over `byName`.
   */
  readonly byId?: ReadonlyMap<string, Fault>;
  /**
   * So many of an attempt's last heartbeats never arrive when its Worker dies; by default, all
   * arrive. The SDK sends the first at once, and then one for each 80 % of the heartbeat timeout.
   */
  readonly lostBeats?: number;
}

/** What a world needs of the runtime while the answer's own activities are at work. */
export type AttemptRuntime = Pick<Runtime, 'work' | 'beat' | 'passTimeIn' | 'answerFor'>;

/** A call that one of the answer's own activities made on a service. */
export interface CallRecord {
  /** The execution's id, and the call's number in its attempt: `1/2`. */
  readonly id: string;
  /** Such as `payments.charge`. */
  readonly name: string;
  readonly run: string;
  readonly activity: string;
  readonly activityId: string;
  readonly attempt: number;
  readonly input: unknown;
  /** Virtual milliseconds since 1970. */
  readonly at: number;
  /** What came back to the activity; absent while nothing has. */
  readonly reply?: ActivityReply;
}

/** How often the world was asked for one activity, and with what result. */
export interface Tries {
  readonly name: string;
  readonly activityId: string;
  readonly attempts: number;
  /** What the last attempt failed with; absent when it did not. */
  readonly failure: ActivityFailure | undefined;
}

/** An attempt that came to nothing. Of all attempts, a history records only the last. */
export interface Setback extends Pick<ActivityTask, 'run' | 'name' | 'activityId' | 'attempt'> {
  /** When the attempt began, in virtual milliseconds since 1970. */
  readonly at: number;
  /** What it failed with; absent where the Worker was lost and nobody answered. */
  readonly failure?: ActivityFailure;
}

/** The world of one run: services, a ledger of their effects, and what goes wrong. */
export class RunWorld implements World {
  readonly ledger = new Ledger();
  readonly #services: Services;
  readonly #faults: Faults;
  readonly #runtime: AttemptRuntime | undefined;
  readonly #tries = new Map<string, Tries>();
  readonly #setbacks: Setback[] = [];
  readonly #calls: CallRecord[] = [];
  /** How many calls, or heartbeats, each attempt has made. */
  readonly #numbers = new Map<string, number>();
  /** The attempts whose activities the answer runs itself, by their tokens. */
  readonly #atWork = new Map<string, ActivityTask>();
  /** Heartbeats that the server has not heard of yet, by the tokens of their attempts. */
  readonly #keptBeats = new Map<string, { readonly details: unknown }[]>();
  readonly #unknown = new Set<string>();
  #trouble: Error | undefined;
  #held: { readonly activityId: string; readonly over: Promise<void> } | undefined;

  /** @param runtime runs the activities that the answer itself exports, where it does */
  constructor(services: Services, faults: Faults = {}, runtime?: AttemptRuntime) {
    this.#services = services;
    this.#faults = faults;
    this.#runtime = runtime;
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

  /** The attempts that came to nothing, in the order in which they ended. */
  get setbacks(): readonly Setback[] {
    return this.#setbacks;
  }

  /** The calls of the answer's own activities on services, in the order in which they came. */
  get calls(): readonly CallRecord[] {
    return this.#calls.filter(({ name }) => name !== HEARTBEAT);
  }

  /** Their heartbeats, with the details as input. Whether the server heard of one is its reply. */
  get beats(): readonly CallRecord[] {
    return this.#calls.filter(({ name }) => name === HEARTBEAT);
  }

  /**
   * Answers an attempt in place of its activity: one that throws `CompleteAsyncError` leaves that
   * to others.
   *
   * @returns whether the server took it; not when it has timed out, or has been answered before
   */
  async answer({ token }: Pick<ActivityTask, 'token'>, reply: ActivityReply): Promise<boolean> {
    return (await this.#runtime?.answerFor(token, reply)) ?? false;
  }

  /** Lets virtual milliseconds pass for an attempt, which waits for something slow. */
  async passTime({ token }: ActivityTask, milliseconds: number): Promise<void> {
    await this.#runtime?.passTimeIn(token, milliseconds);
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
    const { run, name, activityId, attempt, startedAt } = task;
    const act = () => (task.own ? this.#work(task) : this.#act(task, own(this.#services, name)));
    const reply = await this.#withFaults(task, activityId, act);
    if (this.#held?.activityId !== activityId) await this.#held?.over;
    const failure = reply.kind === 'failed' ? reply.failure : undefined;
    this.#tries.set(`${run}/${activityId}`, { name, activityId, attempts: attempt, failure });
    if (failure || reply.kind === 'lost') {
      const about = { run, name, activityId, attempt, at: startedAt };
      this.#setbacks.push({ ...about, ...(failure ? { failure } : {}) });
    }
    return reply;
  }

  async serve({ attempt: token, service, args, at }: ServiceCall): Promise<ActivityReply> {
    const task = this.#atWork.get(token);
    if (!task) return { kind: 'lost' };
    const { run, name: activity, activityId, attempt } = task;
    const counted = JSON.stringify([run, activityId, attempt, service === HEARTBEAT]);
    const number = (this.#numbers.get(counted) ?? 0) + 1;
    this.#numbers.set(counted, number);
    const id = `${activityId}/${service === HEARTBEAT ? `${HEARTBEAT}-${number}` : number}`;
    const input = isTellable(args[0]) ? args[0] : MALFORMED;
    const call = { id, run, name: service, activity, activityId, attempt, input, at };
    const index = this.#calls.push(call) - 1;
    const [group = '', name = ''] = service.split('.');
    const services = own(this.#services, group);
    const asked = { ...task, name: service, args, startedAt: at };
    const act = () =>
      service === HEARTBEAT
        ? this.#beat(task, input)
        : this.#act(
            asked,
            typeof services === 'object' ? own(services, name) : undefined,
            activity,
          );
    const reply = await this.#withFaults(asked, id, act);
    this.#calls[index] = { ...call, reply };
    return reply;
  }

  async #withFaults(
    task: ActivityTask,
    id: string,
    act: () => Promise<ActivityReply>,
  ): Promise<ActivityReply> {
    const fault = this.#faults.byId?.get(id) ?? own(this.#faults.byName ?? {}, task.name);
    try {
      return await (fault ? fault(task, act, this) : act());
    } catch (error) {
      // A fault that talks to the run has found it stuck: whoever waits for its end is told.
      if (error instanceof CheckFailure) return { kind: 'cancelled' };
      this.#trouble ??= error instanceof Error ? error : new Error(String(error));
      return refused('WorldTrouble', this.#trouble.message);
    }
  }

  /** The answer's own activity does the work. */
  async #work(task: ActivityTask): Promise<ActivityReply> {
    if (!this.#runtime) throw new Error('Nobody runs the answer’s own activities.');
    this.#atWork.set(task.token, task);
    const reply = await this.#runtime.work(task.token);
    // The SDK tells of an attempt's failure and cancellation along with its last heartbeat.
    const kept = this.#keptBeats.get(task.token)?.at(-1);
    const told = reply.kind === 'failed' || reply.kind === 'cancelled';
    if (kept && told) await this.#runtime.beat(task.token, kept.details);
    return reply;
  }

  /** A heartbeat goes on to the server, or is one of the last that a death would lose. */
  async #beat({ token }: ActivityTask, details: unknown): Promise<ActivityReply> {
    const kept = [...(this.#keptBeats.get(token) ?? []), { details }];
    const due = kept.length > (this.#faults.lostBeats ?? 0) ? kept.shift() : undefined;
    this.#keptBeats.set(token, kept);
    if (due) await this.#runtime?.beat(token, due.details);
    return { kind: 'completed', result: undefined };
  }

  /** A service does the work, and books it in the name of an activity. */
  async #act(
    task: ActivityTask,
    service: Services[string] | undefined,
    activity = task.name,
  ): Promise<ActivityReply> {
    if (typeof service !== 'function') {
      this.#unknown.add(task.name);
      return refused('UnknownActivity', `there is no activity '${task.name}'`);
    }
    const { activityId, attempt, startedAt } = task;
    if (!isTellable(task.args[0])) return refused('BadRequest', MALFORMED);
    const pen = this.ledger.by({ activity, activityId, attempt, at: startedAt });
    let result: unknown;
    try {
      // A service is declared with the input it documents; an answer may really send anything.
      result = service((task.args[0] ?? {}) as never, pen, task);
    } catch (error) {
      if (error instanceof Refusal) return refused(error.type, error.message);
      // The right answers show that it works with what it documents.
      return refused('BadRequest', `${task.name} can do nothing with ${requestText(task.args[0])}`);
    }
    if (result instanceof Promise) {
      throw new Error(`The service '${task.name}' must not be async.`);
    }
    return { kind: 'completed', result };
  }
}

/** What a record has itself under a name: `constructor` and the like are no names of ours. */
function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function refused(type: string, message: string): ActivityReply {
  const failure: ActivityFailure = { type, message, retryable: false };
  return { kind: 'failed', failure };
}
