import type { QueryAnswer, Sandbox } from './core/worker-run.ts';
import type { Attributes, UpdateOutcome, UpdateRequest } from './history/event.ts';
import type { Payloads } from './history/payload.ts';
import type { SimulationOptions } from './options.ts';
import type { Attempt } from './performer.ts';
import type { Activity, AttemptReply } from './server/activity.ts';
import { VirtualClock } from './server/clock.ts';
import type { Execution } from './server/execution.ts';
import { Refused, type StartRequest } from './server/requests.ts';
import { Server } from './server/server.ts';
import { Watchers } from './watchers.ts';
import { Worker, type WorkerOptions } from './worker/worker.ts';

/**
 * A server, its Workers, and time: everything that a workflow needs to run. Whoever has something
 * to do does it; when nobody has, time jumps to the next moment at which somebody will.
 */
export class Simulation {
  readonly clock: VirtualClock;
  readonly server: Server;
  readonly #options: SimulationOptions;
  readonly #workers = new Map<string, Worker>();
  readonly #tasks: Execution[] = [];
  readonly #activities: Activity[] = [];
  readonly #watchers = new Watchers();
  readonly #holders = new Watchers();
  readonly #leftAlone = new WeakSet<Execution>();
  #busy = 0;
  #held = 0;
  #pumping = false;
  #deadline = Infinity;

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.clock = new VirtualClock(options.start);
    this.server = new Server(this.clock, options.ways, options.ids, {
      task: (execution) => void this.#tasks.push(execution),
      activity: (activity) => void this.#activities.push(activity),
      changed: (execution) => {
        options.onRecorded?.(execution);
        this.#wake();
      },
      wake: () => this.#wake(),
    });
  }

  /** A Worker takes the workflow tasks of a queue. */
  addWorker(queue: string, options: Omit<WorkerOptions, 'taskQueue'>, sandbox: Sandbox): Worker {
    const { performer } = this.#options;
    const worker = new Worker(
      { ...options, taskQueue: queue },
      sandbox,
      (execution) => (activity, attempt, take) =>
        void this.#working(async () =>
          take(await performer.performLocally(execution, activity, attempt)),
        ),
      () => this.#resting(),
    );
    this.#workers.set(queue, worker);
    this.#wake();
    return worker;
  }

  worker(taskQueue: string): Worker | undefined {
    return this.#workers.get(taskQueue);
  }

  /** Whether nobody is at work, and nothing waits for somebody who is there. */
  get isQuiet(): boolean {
    return this.#busy === 0 && !this.#pumping && !this.#hasWork;
  }

  /** Whether nothing will ever happen unless somebody asks for it. */
  get isIdle(): boolean {
    return this.isQuiet && this.clock.next === undefined;
  }

  /** Whether time may not pass on its own. */
  get isHeld(): boolean {
    return this.#held > 0;
  }

  start(request: StartRequest): Execution {
    return this.server.start(request);
  }

  signal(workflowId: string, signal: Attributes['WorkflowExecutionSignaled']): void {
    this.#open(workflowId).signal(signal);
  }

  cancel(workflowId: string, attributes: Attributes['WorkflowExecutionCancelRequested']): void {
    this.#open(workflowId).requestCancel(attributes);
  }

  /** Sends an update, and waits for its outcome. @throws Refused */
  update(workflowId: string, request: UpdateRequest): Promise<UpdateOutcome> {
    return this.#open(workflowId).updates.send(request);
  }

  /** Asks a workflow something, once it has done what it can. @throws Refused */
  async query(workflowId: string, name: string, args?: Payloads): Promise<QueryAnswer> {
    await this.until(() => {
      const { task, isClosed } = this.#known(workflowId);
      return isClosed || task.state === 'none' || (this.isQuiet && this.clock.next === undefined);
    });
    const execution = this.#known(workflowId);
    const worker = this.#workers.get(execution.request.taskQueue);
    if (!worker) throw new Refused('not-found', `nobody polls ${execution.request.taskQueue}`);
    return this.#working(() => worker.ask(execution, { name, ...(args ? { args } : {}) }));
  }

  /** Answers an attempt that somebody else was to answer. @returns whether it was taken */
  answer({ activity, attempt }: Attempt, reply: AttemptReply): boolean {
    if (!activity.isUnderWay(attempt)) return false;
    activity.reply(reply);
    this.#wake();
    return true;
  }

  /** Nobody does anything for an execution any more: it is known that nothing would come of it. */
  leaveAlone(execution: Execution): void {
    this.#leftAlone.add(execution);
    this.#wake();
  }

  /** Whoever is at work waits for a moment, and keeps nobody from anything meanwhile. */
  async idleUntil(moment: number): Promise<void> {
    this.#busy -= 1;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.clock.after(moment - this.clock.now, () => {
      // At work again at this very moment: time must not go on before the promise is heard of.
      this.#busy += 1;
      resolve();
    });
    this.#wake();
    await promise;
  }

  /** Time stands still until `release` was called as often. */
  hold(): void {
    this.#held += 1;
  }

  release(): void {
    this.#held = Math.max(0, this.#held - 1);
    this.#wake();
  }

  /** Lets so many milliseconds pass while time is held, as somebody at work would notice them. */
  async pass(milliseconds: number): Promise<void> {
    await this.until(() => this.isQuiet);
    const moment = this.clock.now + milliseconds;
    this.#deadline = moment;
    try {
      this.#wake();
      await this.until(() => this.isQuiet && (this.clock.next ?? Infinity) > moment);
      this.clock.passTo(moment);
    } finally {
      this.#deadline = Infinity;
    }
    this.#wake();
  }

  /** Resolves when something is so; it is looked at whenever nobody has anything to begin. */
  until(isSo: () => boolean): Promise<void> {
    return this.#watchers.until(isSo);
  }

  /**
   * Resolves when something is so, and holds time from that moment on. Whoever waited answers
   * for `release`.
   */
  untilHeld(isSo: () => boolean): Promise<void> {
    return this.#holders.until(isSo, () => this.hold());
  }

  async #working<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#busy += 1;
    try {
      return await work();
    } finally {
      this.#busy -= 1;
      this.#wake();
    }
  }

  /** Who is at work waits for somebody else, until the function that comes back is called. */
  #resting(): () => void {
    let rests = true;
    this.#busy -= 1;
    this.#wake();
    return () => {
      if (rests) this.#busy += 1;
      rests = false;
    };
  }

  #known(workflowId: string): Execution {
    const execution = this.server.find(workflowId);
    if (!execution) throw new Refused('not-found', `Execution not found: ${workflowId}`);
    return execution;
  }

  #open(workflowId: string): Execution {
    const execution = this.#known(workflowId);
    if (execution.isClosed) {
      throw new Refused('closed', 'workflow execution already completed');
    }
    return execution;
  }

  get #hasWork(): boolean {
    this.#dropLeftAlone();
    return (
      this.#tasks.some(({ request }) => this.#workers.has(request.taskQueue)) ||
      this.#activities.some(({ asked }) => this.#options.serves(asked.taskQueue.name))
    );
  }

  #wake(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    // Whoever calls has not finished its own sentence.
    void Promise.resolve().then(() => this.#pump());
  }

  #pump(): void {
    for (;;) {
      const moved = this.server.settle();
      const begun = this.#beginTasks() || this.#beginActivities();
      if (moved || begun) continue;
      this.#holders.look();
      if (this.#busy > 0 || !this.#mayPass()) break;
      this.clock.advance();
    }
    this.#pumping = false;
    this.#watchers.look();
  }

  #mayPass(): boolean {
    const { next } = this.clock;
    if (next === undefined) return false;
    return this.#deadline < Infinity ? next <= this.#deadline : this.#held === 0;
  }

  #dropLeftAlone(): void {
    const tasks = this.#tasks.filter((execution) => !this.#leftAlone.has(execution));
    this.#tasks.splice(0, Infinity, ...tasks);
    const activities = this.#activities.filter(({ execution }) => !this.#leftAlone.has(execution));
    this.#activities.splice(0, Infinity, ...activities);
  }

  #beginTasks(): boolean {
    this.#dropLeftAlone();
    const index = this.#tasks.findIndex(({ request }) => this.#workers.has(request.taskQueue));
    const execution = this.#tasks[index];
    const worker = execution && this.#workers.get(execution.request.taskQueue);
    if (!worker) return false;
    this.#tasks.splice(index, 1);
    const { identity } = worker.options;
    if (!execution.task.begin(identity)) return true;
    void this.#working(async () => {
      const outcome = await worker.perform(execution);
      const taken = execution.taskDone(outcome, identity);
      if (!taken || execution.isClosed) await worker.forget(execution.runId);
    });
    return true;
  }

  #beginActivities(): boolean {
    const { serves, performer, identity } = this.#options;
    const index = this.#activities.findIndex(({ asked }) => serves(asked.taskQueue.name));
    const activity = this.#activities[index];
    if (!activity) return false;
    this.#activities.splice(index, 1);
    if (!activity.begin(identity)) return true;
    const { attempt } = activity;
    void this.#working(async () => {
      const performed = await performer.perform({ activity, attempt });
      // No work takes no time at all.
      if (this.clock.now === activity.startedAt) this.clock.tick();
      if ('lost' in performed || 'pending' in performed) return;
      this.answer({ activity, attempt }, performed);
    });
    return true;
  }
}
