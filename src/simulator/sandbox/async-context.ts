/**
 * Node's `AsyncLocalStorage`, as far as the SDK's workflow runtime uses it, for places that have
 * none. A frame of values follows every `then`; so all code here must have its `async` functions
 * turned into promises by whoever bundles it, since `await` itself goes through no function.
 */

type Frame = ReadonlyMap<object, unknown>;
let current: Frame = new Map();

type Callback = ((value: unknown) => unknown) | null | undefined;

/** Makes `then` remember the frame in which it was called. Once, before any other code. */
export function followPromises(): void {
  const prototype = Promise.prototype as unknown as {
    then(onFulfilled?: Callback, onRejected?: Callback): Promise<unknown>;
  };
  // oxlint-disable-next-line typescript/unbound-method -- called with its `this` below
  const { then } = prototype;
  // oxlint-disable-next-line unicorn/no-thenable -- it stays the promise's own
  prototype.then = function follow(this: Promise<unknown>, onFulfilled, onRejected) {
    return then.call(this, inFrame(onFulfilled), inFrame(onRejected));
  };
}

function inFrame(callback: Callback): Callback {
  if (typeof callback !== 'function') return callback;
  const frame = current;
  return (value) => within(frame, () => callback(value));
}

function within<Result>(frame: Frame, work: () => Result): Result {
  const before = current;
  current = frame;
  try {
    return work();
  } finally {
    current = before;
  }
}

export class AsyncContext<Value> {
  #enabled = true;

  constructor() {
    const { __TEMPORAL_ACTIVATOR__: activator } = globalThis as {
      __TEMPORAL_ACTIVATOR__?: { readonly workflowSandboxDestructors: (() => void)[] };
    };
    activator?.workflowSandboxDestructors.push(() => this.disable());
  }

  getStore(): Value | undefined {
    return this.#enabled ? (current.get(this) as Value | undefined) : undefined;
  }

  run<Result>(value: Value, work: (...args: unknown[]) => Result, ...args: unknown[]): Result {
    return within(new Map([...current, [this, value]]), () => work(...args));
  }

  disable(): void {
    this.#enabled = false;
  }
}
