/** A realm for workflow code in Node: a context of its own, in this process. */
import assert from 'node:assert';
import { AsyncLocalStorage } from 'node:async_hooks';
import { URL, URLSearchParams } from 'node:url';
import { format, TextDecoder, TextEncoder } from 'node:util';
import vm from 'node:vm';
import type { Activation } from '../core/activation.ts';
import type { Completion } from '../core/lang-command.ts';
import type { Sandbox } from '../core/worker-run.ts';
import type { open, OpenOptions } from '../sandbox/entry.ts';
import { HERE, type Locality } from '../sandbox/locality.ts';
import type { Activated, SandboxRuns } from '../sandbox/runs.ts';

export interface RealmOptions extends OpenOptions {
  /** Whether `async` is followed by our own async context, as in browsers. */
  readonly lowered?: boolean;
  readonly locality?: Locality;
  /** Is told what code prints. */
  readonly print?: (text: string) => void;
}

/** Executes one answer. */
export class Realm implements Sandbox {
  /** Those that are in use: a rejection belongs to the realm of its promise. */
  static readonly #all = new Set<WeakRef<Realm>>();
  readonly #runs: SandboxRuns;
  readonly #promises: PromiseConstructor;

  /** @param script the bundle of `sandbox/entry.ts` */
  constructor(script: vm.Script, options: RealmOptions) {
    const context = vm.createContext({});
    const globals = {
      URL,
      URLSearchParams,
      assert,
      TextEncoder,
      TextDecoder,
      AbortController,
      ...(options.lowered ? {} : { AsyncLocalStorage: contextIn(context) }),
    };
    for (const [name, value] of Object.entries(globals)) {
      Object.defineProperty(context, name, { value, enumerable: true });
    }
    context['console'] = consoleIn(context, options.print);
    context['__DOJO_LOCALITY__'] = options.locality ?? HERE;
    script.runInContext(context);
    const { __DOJO_SANDBOX__: sandbox } = context as {
      __DOJO_SANDBOX__: { open: typeof open };
    };
    const drain = () => new Promise<void>((resolve) => void setImmediate(resolve));
    this.#runs = sandbox.open({ drain }, options);
    this.#promises = vm.runInContext('Promise', context) as PromiseConstructor;
    Realm.#watch(this);
  }

  async activate(activation: Activation): Promise<Completion> {
    return (await this.activated(activation)).completion;
  }

  /** The same, with what code emitted. */
  activated(activation: Activation): Promise<Activated> {
    return this.#runs.activate(activation);
  }

  dispose(runId: string): Promise<void> {
    return this.#runs.dispose(runId);
  }

  static #watch(realm: Realm): void {
    if (Realm.#all.size === 0) process.on('unhandledRejection', Realm.#rejected);
    for (const known of Realm.#all) if (!known.deref()) Realm.#all.delete(known);
    Realm.#all.add(new WeakRef(realm));
  }

  static readonly #rejected = (reason: unknown, promise: Promise<unknown>): void => {
    for (const known of Realm.#all) {
      const realm = known.deref();
      if (realm && promise instanceof realm.#promises) return realm.#runs.rejected(reason);
    }
    throw reason;
  };
}

/** What the SDK keeps of the run whose code is at work. */
interface Activator {
  readonly workflowSandboxDestructors: (() => void)[];
  readonly info: {
    readonly workflowType: string;
    readonly workflowId: string;
    readonly unsafe: { readonly isReplayingHistoryEvents: boolean };
  };
}

/** As the SDK gives it to its own sandbox: it is disabled with its run. */
function contextIn(context: vm.Context) {
  return class<Value> extends AsyncLocalStorage<Value> {
    constructor() {
      super();
      const { __TEMPORAL_ACTIVATOR__: activator } = context as {
        __TEMPORAL_ACTIVATOR__?: Activator;
      };
      activator?.workflowSandboxDestructors.push(() => this.disable());
    }
  };
}

/** As the SDK's: each line says whose it is, and a replay prints nothing again. */
function consoleIn(context: vm.Context, print: (text: string) => void = () => {}): object {
  const write = (...args: unknown[]) => {
    const { __TEMPORAL_ACTIVATOR__: activator } = context as { __TEMPORAL_ACTIVATOR__?: Activator };
    if (activator?.info.unsafe.isReplayingHistoryEvents) return;
    const { workflowType, workflowId } = activator?.info ?? {};
    const whose = activator ? `[${workflowType}(${workflowId})]` : '[not in workflow context]';
    print(`${format(whose, ...args)}\n`);
  };
  return Object.fromEntries(['log', 'warn', 'error', 'info', 'debug'].map((name) => [name, write]));
}
