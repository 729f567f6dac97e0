import type { Simulation } from '../simulation.ts';

/**
 * Whoever was answered may be about to ask for more, and nobody sees what they do meanwhile. For so
 * long time waits for them, in real milliseconds.
 */
const THINKING_MS = 20;

/** Lets time pass for calls that wait for something, and keeps it for those who think. */
export class Patient {
  readonly #simulation: Simulation;
  readonly #pause: (milliseconds: number) => Promise<void>;

  /** @param pause waits for real milliseconds */
  constructor(simulation: Simulation, pause: (milliseconds: number) => Promise<void>) {
    this.#simulation = simulation;
    this.#pause = pause;
  }

  /** Time is held while a call is answered, and a moment longer. */
  async during<Result>(call: () => Promise<Result>): Promise<Result> {
    this.#simulation.hold();
    try {
      return await call();
    } finally {
      this.#releaseSoon();
    }
  }

  /** During a call: waits for something, and lets time pass until it is so. */
  async until(isSo: () => boolean): Promise<void> {
    if (isSo()) return;
    this.#releaseSoon();
    await this.#simulation.untilHeld(isSo);
  }

  #releaseSoon(): void {
    void this.#pause(THINKING_MS).then(() => this.#simulation.release());
  }
}
