/** Does a thing again whenever asked, never twice at once; what is asked meanwhile is done after. */
export class Round {
  readonly #work: () => Promise<void>;
  readonly #broken = Promise.withResolvers<never>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(work: () => Promise<void>) {
    this.#work = work;
    this.#broken.promise.catch(() => undefined);
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Rejects when the work throws. */
  get broken(): Promise<never> {
    return this.#broken.promise;
  }

  /** Asks for it, in so many milliseconds; asked again before that, the time begins anew. */
  soon(milliseconds = 0): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#begin(), milliseconds);
  }

  /** Begins nothing more. Says whether the thing is being done, and will perhaps never be done. */
  stop(): boolean {
    clearTimeout(this.#timer);
    this.#stopped = true;
    return this.#running !== undefined;
  }

  #begin(): void {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = this.#work()
      .catch((error: unknown) => this.#broken.reject(error))
      .finally(() => {
        this.#running = undefined;
        if (!this.#again || this.#stopped) return;
        this.#again = false;
        this.#begin();
      });
  }
}
