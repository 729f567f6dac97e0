import type { Simulation } from '../simulation.ts';

/**
 * Whoever was answered may be about to ask for more, and nobody sees what they do meanwhile. For so
 * long time waits for them, in real milliseconds; who does nothing for longer seems to sleep.
 */
const THINKING_MS = 400;
/** The same for one who waits for something already, and may ask for more beside it. */
const BESIDE_MS = 20;

/** Lets time pass for calls that wait for something, and keeps it for those who think. */
export class Patient {
  readonly #simulation: Simulation;
  readonly #pause: (milliseconds: number) => Promise<void>;
  #visits = 0;
  /** Counts what callers did, so that an alarm knows whether it is the last. */
  #acts = 0;
  #holds = false;

  /** @param pause waits for real milliseconds */
  constructor(simulation: Simulation, pause: (milliseconds: number) => Promise<void>) {
    this.#simulation = simulation;
    this.#pause = pause;
  }

  /** Somebody begins to think, and makes calls until the work is done. */
  async visit<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#visits += 1;
    this.#hold(THINKING_MS);
    try {
      return await work();
    } finally {
      this.#visits -= 1;
      if (this.#visits === 0) this.#release();
    }
  }

  /** Time is held while a call is answered, and while its caller thinks about the answer. */
  async during<Result>(call: () => Promise<Result>): Promise<Result> {
    this.#simulation.hold();
    try {
      return await call();
    } finally {
      this.#hold(THINKING_MS);
      this.#simulation.release();
    }
  }

  /** Time is held while a call is answered; whoever looks again and again waits for it to pass. */
  async glance<Result>(call: () => Promise<Result>): Promise<Result> {
    this.#simulation.hold();
    try {
      return await call();
    } finally {
      this.#simulation.release();
    }
  }

  /** During a call: waits for something, and lets time pass until it is so. */
  async until(isSo: () => boolean): Promise<void> {
    if (isSo()) return;
    this.#hold(BESIDE_MS);
    this.#simulation.release();
    await this.#simulation.untilHeld(isSo);
  }

  #hold(milliseconds: number): void {
    if (!this.#holds) this.#simulation.hold();
    this.#holds = true;
    const act = (this.#acts += 1);
    void this.#pause(milliseconds).then(() => {
      if (act === this.#acts) this.#release();
    });
  }

  #release(): void {
    if (!this.#holds) return;
    this.#holds = false;
    this.#simulation.release();
  }
}
