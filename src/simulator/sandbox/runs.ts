import type { Activator } from '@temporalio/workflow/lib/internals.js';
import * as api from '@temporalio/workflow/lib/worker-interface.js';
import { SdkFlags } from '@temporalio/workflow/lib/flags.js';
import { UnhandledRejectionError } from './unhandled.ts';
import type { Activation, Job } from '../core/activation.ts';
import type { Completion } from '../core/lang-command.ts';
import type { Metric } from '../../kit/history.ts';
import { metricsIn } from './metrics.ts';
import { Globals, type Holder } from './globals.ts';
import { commandOf, plainOf, jobFor } from './wire.ts';
import { createOptions } from './workflow-info.ts';

/** What the place where code runs gives it. */
export interface Place {
  /** Waits until every promise that can go on has gone on. */
  drain(): Promise<void>;
}

/** What one activation came to. */
export interface Activated {
  readonly completion: Completion;
  /** What code emitted. */
  readonly metrics: readonly Metric[];
}

/** What a run is executed with. */
export interface Code {
  /** Evaluates the answer anew, and gives what it exports. */
  load(): Record<string, unknown>;
  readonly namespace: string;
  /** The activities that the Worker executes itself where code asks for that; none unless told. */
  readonly localActivities?: readonly string[];
}

interface Live {
  readonly activator: Activator;
  readonly globals: Holder;
  unhandled: unknown;
}

interface Scope {
  __TEMPORAL_ACTIVATOR__?: Activator | undefined;
  __TEMPORAL__: { importWorkflows(): unknown; importInterceptors(): unknown[] };
}
const scope = globalThis as unknown as Scope;

/**
 * Executes workflow code with the SDK's own, unmodified workflow runtime, many runs in one realm.
 * This is what the SDK's Worker does with a V8 context (`vm-shared.ts`, `reusable-vm.ts`), where
 * there is none: one activation at a time, and the runs' globals are kept apart.
 */
export class SandboxRuns {
  readonly #place: Place;
  readonly #code: Code;
  readonly #globals: Globals;
  readonly #live = new Map<string, Live>();
  #entered: Live | undefined;
  #line: Promise<unknown> = Promise.resolve();

  constructor(place: Place, code: Code) {
    this.#place = place;
    this.#code = code;
    scope.__TEMPORAL__.importInterceptors = () => [];
    scope.__TEMPORAL__.importWorkflows = () => code.load();
    this.#globals = new Globals();
  }

  /** Has code do one activation's jobs. */
  activate(activation: Activation): Promise<Activated> {
    return this.#inLine(() => this.#activate(activation));
  }

  /** Forgets a run. */
  dispose(runId: string): Promise<void> {
    return this.#inLine(async () => {
      const live = this.#live.get(runId);
      if (!live) return;
      this.#live.delete(runId);
      this.#enter(live);
      api.dispose();
      await this.#place.drain();
      this.#leave();
    });
  }

  /** A promise was rejected that nobody looks at. */
  rejected(reason: unknown): void {
    const live = this.#entered;
    if (!live) return;
    const error = new UnhandledRejectionError(
      `Unhandled Promise rejection: ${String(reason)}`,
      reason,
    );
    live.activator.workflowTaskError = error;
    live.unhandled = error;
  }

  #inLine<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#line.then(work);
    this.#line = done.catch(() => undefined);
    return done;
  }

  async #activate(activation: Activation): Promise<Activated> {
    let live = this.#live.get(activation.runId);
    const [first] = activation.jobs;
    try {
      if (!live && first?.variant === 'initializeWorkflow')
        live = this.#create(activation, first.job);
      if (!live) throw new Error(`There is no run ${activation.runId} in this sandbox.`);
      this.#enter(live);
      const completion = await this.#complete(live, activation);
      return { completion, metrics: metricsIn(live.activator.getAndResetSinkCalls()) };
    } catch (error) {
      return { completion: failed(live, error), metrics: [] };
    } finally {
      this.#leave();
    }
  }

  #create(activation: Activation, job: Parameters<typeof createOptions>[1]): Live {
    const globals = this.#globals.fresh();
    this.#globals.enter(globals);
    scope.__TEMPORAL_ACTIVATOR__ = undefined;
    api.initRuntime(createOptions(activation, job, this.#code));
    const activator = scope.__TEMPORAL_ACTIVATOR__ as unknown as Activator;
    const live: Live = { activator, globals, unhandled: undefined };
    this.#live.set(activation.runId, live);
    return live;
  }

  async #complete(live: Live, activation: Activation): Promise<Completion> {
    const { activator } = live;
    if (activation.jobs.every(({ variant }) => variant === 'queryWorkflow')) {
      activator.mutateWorkflowInfo((info) => ({
        ...info,
        unsafe: { ...info.unsafe, isReplaying: true, isReplayingHistoryEvents: false },
      }));
      this.#run(activation, activation.jobs);
      await this.#place.drain();
      return this.#conclude();
    }
    activator.now = activation.timestamp;
    const { isReplaying } = activation;
    activator.mutateWorkflowInfo((info) => ({
      ...info,
      historyLength: activation.historyLength,
      historySize: activation.historySizeBytes,
      continueAsNewSuggested: activation.continueAsNewSuggested,
      unsafe: { ...info.unsafe, isReplaying, isReplayingHistoryEvents: isReplaying },
    }));
    activator.addKnownFlags([...activation.availableInternalFlags]);
    if (activation.lastSdkVersion) activator.sdkVersion = activation.lastSdkVersion;
    const [first] = activation.jobs;
    if (first?.variant === 'initializeWorkflow') {
      api.initialize(jobFor(first)['initializeWorkflow'] as never);
      await this.#place.drain();
    }
    const signals = activation.jobs.filter(({ variant }) => variant === 'signalWorkflow');
    const singleBatch =
      signals.length === 0 ||
      activator.hasFlag(SdkFlags.ProcessWorkflowActivationJobsAsSingleBatch);
    for (const { variant, job } of activation.jobs) {
      if (variant === 'notifyHasPatch') activator.notifyHasPatch(job);
    }
    const others = activation.jobs.filter(({ variant }) => variant !== 'notifyHasPatch');
    if (singleBatch) {
      const seeds = others.filter(({ variant }) => variant === 'updateRandomSeed');
      const last = seeds.at(-1);
      if (last) activator.updateRandomSeed(jobFor(last)['updateRandomSeed'] as never);
      await this.#batch(
        activation,
        others.filter((job) => !seeds.includes(job)),
        0,
      );
    } else {
      const rest = others.filter(({ variant }) => variant !== 'signalWorkflow');
      await this.#batch(activation, signals, 0);
      if (rest.length > 0) await this.#batch(activation, rest, 1);
    }
    const completion = this.#conclude();
    await this.#place.drain();
    if (live.unhandled) throw live.unhandled;
    return completion;
  }

  async #batch(activation: Activation, jobs: readonly Job[], index: number): Promise<void> {
    this.#run(activation, jobs, index);
    do await this.#place.drain();
    while (api.tryUnblockConditions() > 0);
  }

  #run(activation: Activation, jobs: readonly Job[], index = 0): void {
    // The runtime takes the first job away from this list.
    api.activate({ ...activation, jobs: jobs.map(jobFor) } as never, index);
  }

  #conclude(): Completion {
    const { successful } = api.concludeActivation();
    const { commands = [], usedInternalFlags = [] } = successful ?? {};
    return {
      successful: {
        commands: (commands ?? []).map((command) => commandOf(command as Record<string, unknown>)),
        usedInternalFlags: usedInternalFlags ?? [],
      },
    };
  }

  #enter(live: Live): void {
    this.#globals.enter(live.globals);
    scope.__TEMPORAL_ACTIVATOR__ = live.activator;
    this.#entered = live;
  }

  #leave(): void {
    this.#entered = undefined;
  }
}

/** An activation that threw, as the SDK tells it. */
function failed(live: Live | undefined, error: unknown): Completion {
  const failure = live
    ? live.activator.errorToFailure(error)
    : {
        message: error instanceof Error ? error.message : String(error),
        applicationFailureInfo: {},
      };
  return { failed: { failure: plainOf(failure) } };
}
