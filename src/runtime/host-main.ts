/**
 * The answer host: the process that runs an answer's Worker. It holds no secret and decides
 * nothing; whoever forked it judges by what the server recorded.
 */
// Before the SDK.
import './fast-sandbox.ts';
import { forgetMetrics, metricsOf } from './metrics.ts';
import { forgetWaits, noteWaits, waitsOf } from './waits.ts';
import { closeGate } from './gate.ts';
import { keepOffWholeSeconds } from './whole-second.ts';
import { Worker as Thread } from 'node:worker_threads';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { temporal } from '@temporalio/proto';
import { createBirpc } from 'birpc';
import type { Replay } from '../kit/runtime.ts';
import { isDeployed } from '../kit/deployed.ts';
import {
  METER_FD,
  NAMESPACE,
  WAITS_VARIABLE,
  type HostAsks,
  type HostBundle,
  type HostCalls,
} from './host-protocol.ts';
import { OwnActivities } from './own-activities.ts';
import { OwnClient } from './own-client.ts';
import type { OwnTests } from './own-tests.ts';
import { parentChannel, relaysFrom } from './parent.ts';
import { protocol } from './protocol.ts';
import { SILENT } from './silent.ts';

const lifeline = new Thread(new URL('./lifeline.mjs', import.meta.url), {
  workerData: { parent: process.ppid, meter: METER_FD, relays: relaysFrom(process.env) },
});
/** Resolves when the servers can be reached. */
const reachable = new Promise((resolve) => lifeline.once('message', resolve));
lifeline.unref();
const channel = parentChannel(() => process.exit(0));
// The terminal sends Ctrl-C to everyone; the parent decides when a host ends.
process.on('SIGINT', () => undefined);

const silent = () => undefined;
Runtime.install({
  shutdownSignals: [],
  logger: SILENT,
  telemetryOptions: { logging: { filter: 'OFF', forward: {} } },
});

keepOffWholeSeconds();
if (process.env[WAITS_VARIABLE]) noteWaits();

let connection: { address: string; native: NativeConnection } | undefined;
let workers: { worker: Worker; done: Promise<void> }[] = [];
let replayer: Replayer | undefined;
let testing: OwnTests | undefined;
/** What the replayer replays. */
let code: string | undefined;

async function connect(address: string): Promise<NativeConnection> {
  await reachable;
  if (connection?.address !== address) {
    await connection?.native.close();
    connection = {
      address,
      native: await NativeConnection.connect({ address }),
    };
  }
  return connection.native;
}

async function poll(bundle: HostBundle, taskQueue: string, cached: number): Promise<void> {
  const worker = await Worker.create({
    connection: await connect(bundle.address),
    namespace: NAMESPACE,
    taskQueue,
    workflowBundle: { code: bundle.code },
    maxCachedWorkflows: cached,
    patchActivationCallback: isDeployed,
    // Workflows run on this process's own thread: creating a Worker takes 0.02 s instead of 0.25.
    // The SDK's own guard against endless loops needs a thread more; ours is `ping`.
    debugMode: true,
    shutdownGraceTime: 0,
  });
  workers.push({ worker, done: worker.run().catch(silent) });
}

interface Recorded {
  readonly workflowId: string;
  readonly history: temporal.api.history.v1.IHistory;
}

/** One warm replay Worker, fed with one history after another. */
class Replayer {
  readonly #waiting: ((next: Recorded) => void)[] = [];
  readonly #results: AsyncIterator<{ error?: Error }>;
  #last: Promise<unknown> = Promise.resolve();
  readonly #queue: Recorded[] = [];

  constructor(code: string) {
    this.#results = Worker.runReplayHistories({ workflowBundle: { code } }, this.#histories())[
      Symbol.asyncIterator
    ]() as AsyncIterator<{ error?: Error }>;
  }

  async *#histories() {
    for (;;) {
      yield (
        this.#queue.shift() ??
        (await new Promise<Recorded>((resolve) => this.#waiting.push(resolve)))
      );
    }
  }

  replay({ workflowId, history }: Recorded): Promise<Replay> {
    const next = this.#last.then(async (): Promise<Replay> => {
      const taker = this.#waiting.shift();
      if (taker) taker({ workflowId, history });
      else this.#queue.push({ workflowId, history });
      const { value, done } = await this.#results.next();
      // A history that cannot be read at all ends the SDK's iterator; it must never count as replayed.
      if (done) throw new Error('The replay ended without a result.');
      if (!value.error) return { same: true };
      return { same: false, message: value.error.message };
    });
    this.#last = next.catch(silent);
    return next;
  }

  async close(): Promise<void> {
    await this.#results.return?.();
  }
}

const calls: HostCalls = {
  // Loaded only where it is wanted.
  compile: async (source) => (await import('./compile.ts')).compile(source),
  async load(bundle) {
    await calls.unload();
    if (bundle.gated) closeGate(asks);
    await connect(bundle.address);
    await Promise.all([poll(bundle, bundle.kept, 100), poll(bundle, bundle.lost, 0)]);
  },
  async loadForReplay(bundle) {
    await calls.unload();
    code = bundle;
    replayer = new Replayer(bundle);
  },
  async replay(workflowId, history) {
    if (!replayer) throw new Error('Nothing is loaded for replay.');
    const recorded = { workflowId, history: protocol.history.v1.History.decode(history) };
    try {
      return await replayer.replay(recorded);
    } catch (error) {
      // Its iterator is of no use any more.
      if (code !== undefined) replayer = new Replayer(code);
      throw error;
    }
  },
  async loadActivities(activities) {
    return own.load(activities);
  },
  work: (task) => own.work(task),
  async loadClient(bundle, address) {
    await reachable;
    return client.load(bundle, address);
  },
  callClient: (call) => client.call(call),
  async metrics(runIds) {
    return runIds.map(metricsOf);
  },
  async waits(runId) {
    return waitsOf(runId);
  },
  async loadTests(tests, address) {
    await reachable;
    // The SDK's testing package is loaded only where an answer has tests.
    if (!testing) testing = new (await import('./own-tests.ts')).OwnTests();
    return testing.load(tests, address);
  },
  keepWorkflows: async (name, workflows) => testing?.keep(name, workflows),
  async runTest(task) {
    if (!testing) throw new Error('No tests are loaded.');
    return testing.run(task);
  },
  async unload() {
    forgetMetrics();
    forgetWaits();
    own.unload();
    // The old Workers end in the background; the new ones poll other task queues.
    for (const { worker } of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    workers = [];
    void replayer?.close().catch(silent);
    replayer = undefined;
  },
  async ping() {},
};

const asks = createBirpc<HostAsks, HostCalls>(calls, { ...channel, timeout: -1 });
const own = new OwnActivities(asks);
const client = new OwnClient(asks);
