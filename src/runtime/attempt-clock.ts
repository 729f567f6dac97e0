interface Sleeper {
  readonly target: number;
  readonly wake: () => void;
}

/** An attempt that wakes up more often than this does not end. */
const MOST_WAKES = 5000;

/**
 * Virtual time inside one attempt. It passes only while everybody in the attempt waits: for a
 * timer, or for a service that takes its time. Who is woken is at work, and time stands still,
 * until `leave` is called.
 */
export class AttemptClock {
  #now: number;
  readonly #passUntil: (target: number) => Promise<void>;
  #sleepers: Sleeper[] = [];
  #working = 0;
  #wakes = 0;
  #passing = false;
  #stopped = false;

  /**
   * @param begin virtual milliseconds since 1970
   * @param passUntil lets the server's time pass
   */
  constructor(begin: number, passUntil: (target: number) => Promise<void>) {
    this.#now = begin;
    this.#passUntil = passUntil;
  }

  get now(): number {
    return this.#now;
  }

  /** Somebody begins to work. */
  enter(): void {
    this.#working += 1;
  }

  /** Somebody waits, or is done. */
  leave(): void {
    this.#working -= 1;
    void this.#goOn().catch(() => undefined);
  }

  /** Waits so many virtual milliseconds, and is at work then. */
  async sleep(duration: number): Promise<void> {
    const target = this.#now + Math.max(0, duration);
    await new Promise<void>((resolve) => {
      const later = this.#sleepers.findIndex((other) => other.target > target);
      const sleeper = { target, wake: resolve };
      this.#sleepers.splice(later < 0 ? this.#sleepers.length : later, 0, sleeper);
      void this.#goOn().catch(() => undefined);
    });
  }

  /** The attempt is over: nobody is woken any more. */
  stop(): void {
    this.#stopped = true;
    this.#sleepers = [];
  }

  async #goOn(): Promise<void> {
    if (this.#passing) return;
    this.#passing = true;
    try {
      while (this.#working === 0 && !this.#stopped && this.#wakes < MOST_WAKES) {
        const [next] = this.#sleepers;
        if (!next) return;
        await this.#passUntil(next.target);
        // A sleeper that came meanwhile may be due before.
        const due = this.#sleepers.shift();
        if (!due) return;
        this.#now = Math.max(this.#now, due.target);
        this.#wakes += 1;
        this.#working += 1;
        due.wake();
      }
    } finally {
      this.#passing = false;
    }
  }
}
