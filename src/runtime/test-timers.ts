/** Timers that the answer's tests set in real time, and what they waited for them. */
import { promisify } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';

type Callback = (...args: unknown[]) => void;

/** Stands in for Node's timers in the answer's tests, and keeps the book. */
export class TestTimers {
  #waited = 0;
  readonly #live = new Map<NodeJS.Timeout, number>();

  /** Real milliseconds that were waited for so far, and those of timers that still run. */
  get waited(): number {
    return this.#waited;
  }

  /** Whether a timer runs. */
  get running(): boolean {
    return this.#live.size > 0;
  }

  /** Begins the book anew; timers that still run are stopped. */
  reset(): void {
    for (const timer of this.#live.keys()) clearInterval(timer);
    this.#live.clear();
    this.#waited = 0;
  }

  readonly setTimeout = Object.assign(
    (callback: Callback, milliseconds = 1, ...args: unknown[]): NodeJS.Timeout => {
      const timer = setTimeout(() => {
        this.#live.delete(timer);
        this.#waited += milliseconds;
        callback(...args);
      }, milliseconds);
      this.#live.set(timer, milliseconds);
      return timer;
    },
    {
      [promisify.custom]: (milliseconds?: number, value?: unknown, options?: object) =>
        this.#pause(milliseconds, value, options),
    },
  );

  readonly setInterval = (
    callback: Callback,
    milliseconds = 1,
    ...args: unknown[]
  ): NodeJS.Timeout => {
    const timer = setInterval(() => {
      this.#waited += milliseconds;
      callback(...args);
    }, milliseconds);
    this.#live.set(timer, milliseconds);
    return timer;
  };

  readonly clear = (timer: NodeJS.Timeout | undefined): void => {
    if (timer !== undefined) this.#live.delete(timer);
    clearTimeout(timer);
  };

  /** What a test gets in place of one of Node's modules; undefined for all others. */
  module(id: string): object | undefined {
    switch (id.replace(/^node:/, '')) {
      case 'timers':
        return {
          setTimeout: this.setTimeout,
          setInterval: this.setInterval,
          setImmediate,
          clearTimeout: this.clear,
          clearInterval: this.clear,
          clearImmediate,
        };
      case 'timers/promises':
        return {
          setTimeout: this.setTimeout[promisify.custom],
          scheduler: { wait: this.setTimeout[promisify.custom] },
        };
      default:
        return undefined;
    }
  }

  async #pause(milliseconds = 1, value?: unknown, options?: object): Promise<unknown> {
    // A timer that the book knows, so that one sees that somebody waits.
    const mark = setTimeout(() => undefined, milliseconds);
    this.#live.set(mark, milliseconds);
    try {
      const result = await pause(milliseconds, value, options);
      this.#waited += milliseconds;
      return result;
    } finally {
      this.clear(mark);
    }
  }
}
