/** The SDK's test environment, as the answer's tests get it, with a book of what they do with it. */
import { isGrpcServiceError } from '@temporalio/client';
import { InternalConnectionOptionsSymbol } from '@temporalio/client/lib/connection.js';
import { setTimeout as pause } from 'node:timers/promises';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Worker, WorkerOptions } from '@temporalio/worker';
import type { TestedRun } from '../kit/tested.ts';
import { ServerConnection } from './connection.ts';
import { readEvent } from './events.ts';
import { NAMESPACE } from './host-protocol.ts';
import { intercept } from './intercept.ts';
import { seenRun, type SeenRun, type Started } from './seen-run.ts';

/** The number of the status by which gRPC says so. */
const ALREADY_EXISTS = 6;
/** An activity that does not end within this time of a Worker's end is given up. */
const FORCE_AFTER = '2 seconds';
/** A sleep of this length shows whether time skips, within so many looks at the clock. */
const HOUR_MS = 3_600_000;
const LOOKS = { most: 30, every: 100 };

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
  #started: Started[] = [];
  #turn = 0;
  #workers: Made[] = [];
  #making = 0;
  #replays = 0;
  /** How often the environment lets time skip at this moment. */
  #skipping = 0;
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
    this.#noteSkips();
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

  /** Whether the test lets time skip. */
  get skipping(): boolean {
    return this.#skipping > 0;
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
   * @param last whether no other test will use this bench: then nobody asks how time is
   * @returns the runs as it left them, and whether time is held by something that nobody ends
   */
  async clear(last: boolean): Promise<{ runs: TestedRun[]; timeHeld: boolean }> {
    await this.#endWorkers();
    const seen = await this.look();
    const open = seen.filter(({ state }) => state === 'open');
    await Promise.all(open.map(({ id }) => this.#server.terminate({ id }).catch(() => undefined)));
    const timeHeld = !last && (await this.#timeIsHeld());
    this.#turn += 1;
    this.#started = [];
    this.#workers = [];
    this.#replays = 0;
    this.#closed = this.#lent = false;
    return { runs: seen.map(reported), timeHeld };
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

  /** The server does not tell who holds time; but where it is held, an hour does not pass at once. */
  async #timeIsHeld(): Promise<boolean> {
    // Whoever waits for a run that was ended lets go of time when they hear of it.
    for (let looks = 0; this.skipping && looks < LOOKS.most; looks += 1) await pause(10);
    let slept = false;
    const sleep = this.#server.sleepUnlocked(HOUR_MS).then(
      () => (slept = true),
      () => undefined,
    );
    for (let looks = 0; !slept && looks < LOOKS.most; looks += 1) {
      await Promise.race([sleep, pause(LOOKS.every)]);
      await this.#server.now();
    }
    return !slept;
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

  #noteSkips(): void {
    const noted = (name: string, before: number, after: number) =>
      intercept(this.env.connection.testService ?? {}, [name], async (send, asked) => {
        this.#skipping += before;
        try {
          return await send(asked);
        } finally {
          this.#skipping += after;
        }
      });
    noted('unlockTimeSkipping', 1, 0);
    noted('lockTimeSkipping', 0, -1);
    noted('unlockTimeSkippingWithSleep', 1, -1);
  }
}

function reported({ workflow, state, events, duration }: SeenRun): TestedRun {
  return { workflow, state, events, duration };
}

/** Whether the server refuses to start a run because there is one of that id. */
function isTaken(error: unknown): boolean {
  return isGrpcServiceError(error) && error.code === ALREADY_EXISTS;
}
