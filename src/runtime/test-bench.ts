/** The SDK's test environment, as the answer's tests get it, with a book of what they do with it. */
import { isGrpcServiceError } from '@temporalio/client';
import { InternalConnectionOptionsSymbol } from '@temporalio/client/lib/connection.js';
import { setTimeout as pause } from 'node:timers/promises';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Worker, WorkerOptions } from '@temporalio/worker';
import type { TestedRun } from '../kit/tested.ts';
import { ServerConnection } from './connection.ts';
import { readEvent } from './events.ts';
import { isTaskPending } from '../kit/idle.ts';
import { NAMESPACE } from './host-protocol.ts';
import { intercept } from './intercept.ts';
import { seenRun, type SeenRun, type Started } from './seen-run.ts';
import { TestRequests } from './test-requests.ts';
import { TestTime } from './test-time.ts';

/** The number of the status by which gRPC says so. */
const ALREADY_EXISTS = 6;
/** An activity that does not end within this time of a Worker's end is given up. */
const FORCE_AFTER = '2 seconds';
/** States in which a Worker stays while nobody does anything to it. */
const STEADY = /^(RUNNING|STOPPED|FAILED)$/;

interface StartRequest {
  readonly workflowId: string;
  readonly workflowType?: { name?: string };
  readonly taskQueue?: { name?: string };
}

interface Made {
  readonly worker: Worker;
  readonly taskQueue: string;
  readonly hasActivities: boolean;
}

/** The bench on which tests work, one after the other. */
export class TestBench {
  readonly env: TestWorkflowEnvironment;
  readonly #server: ServerConnection;
  readonly #teardown: () => Promise<void>;
  readonly #requests: TestRequests;
  readonly #time: TestTime;
  #started: Started[] = [];
  #turn = 0;
  #workers: Made[] = [];
  #making = 0;
  #replays = 0;
  #closed = false;
  #lent = false;

  private constructor(env: TestWorkflowEnvironment, server: ServerConnection) {
    this.env = env;
    this.#server = server;
    this.#teardown = env.teardown.bind(env);
    env.teardown = async () => {
      this.#closed = !this.#lent;
    };
    this.#noteStarts();
    this.#time = new TestTime(env.connection.testService ?? {}, server);
    this.#requests = new TestRequests(env.connection.workflowService);
  }

  /** Opens a bench on a test server that runs with time skipping on, and that nobody else uses. */
  static async open(address: string): Promise<TestBench> {
    // The SDK opens such an environment only around a server that it starts by itself; its own
    // constructor is all that it takes for one that is there.
    const make = TestWorkflowEnvironment as unknown as {
      create(options: object): Promise<TestWorkflowEnvironment>;
    };
    const [env, server] = await Promise.all([
      make.create({
        server: { type: 'existing' },
        address,
        namespace: NAMESPACE,
        supportsTimeSkipping: true,
        connectionOptions: { [InternalConnectionOptionsSymbol]: { supportsTestService: true } },
      }),
      ServerConnection.open(address),
    ]);
    const bench = new TestBench(env, server);
    // A server that the SDK starts begins so: time skips only while a test waits.
    await server.lockTime();
    return bench;
  }

  /** How many histories the test had replayed. */
  get replays(): number {
    return this.#replays;
  }

  /** Whether the test has shut down the environment that it was given. */
  get closed(): boolean {
    return this.#closed;
  }

  /** The environment, for a test that opens one of its own, and may shut it down. */
  lend(): TestWorkflowEnvironment {
    this.#lent = true;
    return this.env;
  }

  /** Whether a Worker or a replay is being made. */
  get making(): boolean {
    return this.#making > 0;
  }

  /**
   * Whether the test waits for what a Worker would do, and nothing is under way that could lead to
   * one more Worker, as far as the server and the system know.
   */
  get onlyForWorkers(): boolean {
    return (
      this.#requests.onlyForWorkers &&
      !this.making &&
      this.#workers.every(({ worker }) => STEADY.test(worker.getState())) &&
      !process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'))
    );
  }

  /** Whether the test lets time skip. */
  get skipping(): boolean {
    return this.#time.skipping;
  }

  /** Makes a Worker for a test, as the SDK would. */
  async worker(make: (options: WorkerOptions) => Promise<Worker>, options: WorkerOptions) {
    const worker = await this.#meanwhile(() =>
      make({
        shutdownForceTime: FORCE_AFTER,
        ...options,
        taskQueue: this.#ownQueue(options.taskQueue),
        // Workflows run on this process's own thread: a Worker is made in 0.03 s instead of 0.2.
        debugMode: true,
      }),
    );
    const { taskQueue, activities = {} } = options;
    this.#workers.push({ worker, taskQueue, hasActivities: Object.keys(activities).length > 0 });
    return worker;
  }

  /** Has something replayed for a test. */
  async replay<T>(replay: () => Promise<T>): Promise<T> {
    this.#replays += 1;
    return this.#meanwhile(replay);
  }

  async #meanwhile<T>(work: () => Promise<T>): Promise<T> {
    this.#making += 1;
    try {
      return await work();
    } finally {
      this.#making -= 1;
    }
  }

  /** Whether a Worker has begun to work, be it that it has ended since. */
  get hasBegun(): boolean {
    return this.#workers.some(({ worker }) => worker.getState() !== 'INITIALIZED');
  }

  /** Whether a Worker polls a task queue, for workflows or for activities. */
  polls(taskQueue: string, what: 'workflows' | 'activities'): boolean {
    return this.#workers.some(
      (one) =>
        one.taskQueue === taskQueue &&
        one.worker.getState() === 'RUNNING' &&
        (what === 'workflows' || one.hasActivities),
    );
  }

  /** The runs that the test has started, as they are now. */
  look(): Promise<SeenRun[]> {
    return Promise.all(this.#started.map((run) => this.#lookAt(run)));
  }

  now(): Promise<number> {
    return this.#server.now();
  }

  /**
   * Clears away what a test left behind.
   *
   * @param cutOff whether it was at work; then what its open runs hold of time is given back
   * @returns the runs as it left them, and whether time is held by something that nobody ends; all
   *   else may then be left as it is, for the bench is of no more use
   */
  async clear(cutOff: boolean): Promise<{ runs: TestedRun[]; timeHeld: boolean }> {
    const left = await this.look();
    // An activity whose run is over holds time, and the server will not hear of its end.
    const isLeft = left.some(
      ({ state, pending }) => state !== 'open' && pending.some(({ atWork }) => atWork),
    );
    if (isLeft && (await this.#time.isHeld('known'))) {
      return { runs: left.map(reported), timeHeld: true };
    }
    await this.#endWorkers();
    const seen = await this.look();
    const open = seen.filter(({ state }) => state === 'open');
    for (const run of open) await this.#end(run, cutOff);
    const timeHeld = await this.#time.isHeld(cutOff ? 'supposed' : 'unknown');
    this.#turn += 1;
    this.#started = [];
    this.#workers = [];
    this.#replays = 0;
    this.#closed = this.#lent = false;
    return { runs: seen.map(reported), timeHeld };
  }

  /** Ends a run; what it then still holds of time can be given back: see `TimeLocks.endRun`. */
  async #end({ id, history, pending }: SeenRun, givesBack: boolean): Promise<void> {
    try {
      await this.#server.terminate({ id });
    } catch {
      // It has closed meanwhile.
      return;
    }
    const waiting = pending.filter(({ atWork, attempt }) => !atWork && attempt <= 1);
    const locks = waiting.length + (isTaskPending(history) ? 1 : 0);
    for (let lock = 0; givesBack && lock < locks; lock += 1) await this.#server.unlockTime();
  }

  /** Lets go of the server; whatever still waits for it fails. */
  async close(): Promise<void> {
    await this.#endWorkers();
    await this.#teardown();
    await this.#server.close();
  }

  async #lookAt(run: Started): Promise<SeenRun> {
    const [description, recorded] = await Promise.all([
      this.#server.describe(run),
      this.#server.history(run),
    ]);
    return seenRun(run, description, recorded.map(readEvent));
  }

  async #endWorkers(): Promise<void> {
    const running = this.#workers.filter(({ worker }) => worker.getState() === 'RUNNING');
    for (const { worker } of running) worker.shutdown();
    const over = () =>
      this.#workers.every(({ worker }) => /STOPPED|FAILED|INITIALIZED/.test(worker.getState()));
    while (!over()) await pause(5);
  }

  /**
   * A test's task queues are its own. The server may still hold the last poll of a Worker that has
   * ended, and hand it a task of the next test: nobody would answer that one for ten seconds.
   */
  #ownQueue(name: string): string {
    return `${name}~${this.#turn}`;
  }

  #noteStarts(): void {
    const { workflowService } = this.env.connection;
    const starts = ['startWorkflowExecution', 'signalWithStartWorkflowExecution'];
    intercept(workflowService, starts, async (send, asked) => {
      const { workflowId, workflowType, taskQueue } = asked as StartRequest;
      const queue = taskQueue?.name ?? '';
      const own = { ...asked, taskQueue: { name: this.#ownQueue(queue) } };
      const answer = await send(own).catch(async (error: unknown) => {
        const isNew = !this.#started.some(({ id }) => id === workflowId);
        if (!isNew || !isTaken(error)) throw error;
        return (await this.#isOurs(workflowId, own.taskQueue.name)) ?? send(own);
      });
      if (!this.#started.some(({ id }) => id === workflowId)) {
        const workflow = workflowType?.name ?? '';
        this.#started.push({ id: workflowId, workflow, taskQueue: queue });
      }
      return answer;
    });
  }

  /**
   * The server says that there is such a run, and this test has started none. Either the SDK has
   * asked twice, since the first answer was lost, and then it is ours. Or it is an old one, and ends.
   */
  async #isOurs(id: string, taskQueue: string): Promise<object | undefined> {
    const { workflowExecutionInfo: info } = await this.#server.describe({ id });
    if (info?.taskQueue === taskQueue) return { runId: info.execution?.runId, started: true };
    await this.#server.terminate({ id }).catch(() => undefined);
    return undefined;
  }
}

function reported({ workflow, state, events, duration }: SeenRun): TestedRun {
  return { workflow, state, events, duration };
}

/** Whether the server refuses to start a run because there is one of that id. */
function isTaken(error: unknown): boolean {
  return isGrpcServiceError(error) && error.code === ALREADY_EXISTS;
}
