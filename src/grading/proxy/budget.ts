/** So much in a second: what was not used in the last one is not kept. */
export class Budget {
  readonly #perSecond: number;
  #left: number;
  #since = performance.now();

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
    this.#left = perSecond;
  }

  /** Takes so much; false when there was not so much left. */
  take(amount: number): boolean {
    const now = performance.now();
    const earned = ((now - this.#since) / 1000) * this.#perSecond;
    this.#since = now;
    this.#left = Math.min(this.#perSecond, this.#left + earned) - amount;
    const isWithin = this.#left >= 0;
    this.#left = Math.max(0, this.#left);
    return isWithin;
  }
}
