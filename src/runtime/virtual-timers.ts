/** Timers as an answer's activities see them: inside an attempt, they go by its virtual time. */
export interface Timers {
  readonly setTimeout: typeof setTimeout;
  readonly clearTimeout: typeof clearTimeout;
  readonly setInterval: typeof setInterval;
  readonly clearInterval: typeof clearInterval;
}

/** Waits so many virtual milliseconds; undefined where nobody's attempt is under way. */
export type Sleep = (milliseconds: number) => Promise<void> | undefined;

class VirtualTimer {
  cleared = false;
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return true;
  }
  close(): void {
    this.cleared = true;
  }
  [Symbol.dispose](): void {
    this.cleared = true;
  }
}

/** @param sleep waits in the attempt in which it is called */
export function virtualTimers(sleep: Sleep): Timers {
  const clear = (timer: unknown) => {
    if (timer instanceof VirtualTimer) timer.cleared = true;
    else clearTimeout(timer as NodeJS.Timeout);
  };
  const once = (callback: (...args: unknown[]) => void, delay = 0, ...args: unknown[]) => {
    const slept = sleep(delay);
    if (!slept) return setTimeout(callback, delay, ...args);
    const timer = new VirtualTimer();
    const go = async () => {
      await slept;
      if (!timer.cleared) callback(...args);
    };
    void go();
    return timer;
  };
  const again = (callback: (...args: unknown[]) => void, delay = 0, ...args: unknown[]) => {
    const first = sleep(Math.max(1, delay));
    if (!first) return setInterval(callback, delay, ...args);
    const timer = new VirtualTimer();
    const go = async () => {
      for (let slept: Promise<void> | undefined = first; slept; slept = sleep(Math.max(1, delay))) {
        await slept;
        if (timer.cleared) return;
        callback(...args);
      }
    };
    void go();
    return timer;
  };
  return {
    setTimeout: once as unknown as typeof setTimeout,
    setInterval: again as unknown as typeof setInterval,
    clearTimeout: clear,
    clearInterval: clear,
  };
}

/** `node:timers/promises`, as far as activities use it. */
export function virtualTimersPromises(sleep: Sleep, real: object): object {
  const wait = async (delay = 0, value?: unknown) => {
    await (sleep(delay) ?? new Promise((resolve) => setTimeout(resolve, delay)));
    return value;
  };
  return { ...real, setTimeout: wait, scheduler: { wait } };
}
