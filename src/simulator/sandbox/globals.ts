/**
 * What code puts into `globalThis` is its own run's: between two calls into different runs, the
 * globals are changed. As in the SDK's reusable V8 context.
 */
type Bag = Record<PropertyKey, PropertyDescriptor>;

/** The globals of one run. */
export interface Holder {
  bag: Bag;
}

const scope = globalThis as unknown as Record<PropertyKey, unknown>;

export class Globals {
  readonly #pristine: Bag;
  #current: Holder | undefined;

  /** From now on, what is there is everybody's, and cannot be changed where it can be frozen. */
  constructor() {
    this.#pristine = Object.getOwnPropertyDescriptors(scope);
    const seen = new WeakSet<object>();
    for (const key of Reflect.ownKeys(this.#pristine)) {
      const value: unknown = this.#pristine[key]?.value;
      if (key !== 'globalThis' && value !== scope) freeze(value, seen);
    }
  }

  /** The globals of a run that is about to begin. */
  fresh(): Holder {
    return { bag: { ...this.#pristine } };
  }

  /** Makes the globals of one run those that code sees. */
  enter(holder: Holder): void {
    if (this.#current === holder) return;
    const now = Object.getOwnPropertyDescriptors(scope);
    if (this.#current) this.#current.bag = now;
    const left = new Set(Reflect.ownKeys(now));
    for (const key of Reflect.ownKeys(holder.bag)) {
      left.delete(key);
      const wanted = holder.bag[key];
      if (wanted && 'value' in wanted && wanted.value !== now[key]?.value) {
        Reflect.defineProperty(scope, key, wanted);
      }
    }
    for (const key of left) Reflect.deleteProperty(scope, key);
    this.#current = holder;
  }
}

function freeze(value: unknown, seen: WeakSet<object>): void {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return;
  if (seen.has(value) || Object.isFrozen(value)) return;
  seen.add(value);
  if (typeof value === 'object') {
    for (const key of Reflect.ownKeys(value)) {
      const part = Object.getOwnPropertyDescriptor(value, key);
      if (part && 'value' in part) freeze(part.value, seen);
    }
  }
  try {
    Object.freeze(value);
  } catch {
    // Some cannot be frozen, such as typed arrays. As in the SDK.
  }
}
