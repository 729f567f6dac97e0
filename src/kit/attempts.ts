/** An activity that has failed this often will fail for ever: by default, that is a whole day. */
const MAX_ATTEMPTS = 1000;
/** One that has outlasted its timeout this often, while it was at work, will do so for ever. */
const MAX_TIMEOUTS = 8;

/** Counts what the activities of one execution do, since the history shows only how they end. */
export class Attempts {
  readonly #onEndless: (reason?: string) => void;
  /** By the activity's id. */
  readonly #timeouts = new Map<string, number>();
  #count = 0;

  /** @param onEndless is called when it is sure that an activity will never succeed */
  constructor(onEndless: (reason?: string) => void) {
    this.#onEndless = onEndless;
  }

  /** How many attempts began, and waits ended within them: signs of life. */
  get count(): number {
    return this.#count;
  }

  /**
   * An attempt begins, or a wait within it ends.
   *
   * @param attempt its number among the attempts of this activity, from 1
   */
  countAttempt(attempt: number): void {
    this.#count += 1;
    if (attempt > MAX_ATTEMPTS) this.#onEndless();
  }

  /** An attempt has outlasted its timeout. */
  countTimeout(activityId: string, name: string): void {
    const timeouts = (this.#timeouts.get(activityId) ?? 0) + 1;
    this.#timeouts.set(activityId, timeouts);
    if (timeouts > MAX_TIMEOUTS) {
      this.#onEndless(`${name} was still at work when its time was over, ${timeouts} times`);
    }
  }
}
