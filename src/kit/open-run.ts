import { isEnded, isFailing, isOver } from './moment.ts';
import type { Run } from './run.ts';
import type { HistoryEvent, RunRequest } from './runtime.ts';
import type { RunOptions, Suite } from './suite.ts';
import type { RunWorld } from './world.ts';

/** Real milliseconds that something may take which surely happens. */
const PATIENCE_MS = 8000;
const LOOK_AGAIN_MS = 3;

/** A run that a check talks to while it is open. */
export class OpenRun {
  readonly id: string;
  readonly workflow: string;
  readonly world: RunWorld;
  readonly options: RunOptions;
  readonly #suite: Suite;

  constructor(
    suite: Suite,
    facts: { id: string; workflow: string; world: RunWorld; options: RunOptions },
  ) {
    this.#suite = suite;
    this.id = facts.id;
    this.workflow = facts.workflow;
    this.world = facts.world;
    this.options = facts.options;
  }

  /** Whether its Worker remembers it between workflow tasks. What was deployed over is forgotten. */
  get worker(): RunRequest['worker'] {
    const { deployment, worker = deployment ? 'lost' : 'kept' } = this.options;
    return worker;
  }

  /** Lets time go its way again, and waits until the run is over. */
  async ends(): Promise<Run> {
    await this.#suite.release(this);
    return this.#suite.settle(this);
  }

  /** Waits until the workflow has done what it can for now, or is over. */
  rests(after = 0): Promise<readonly HistoryEvent[]> {
    return this.#suite.runtime.resting(this.id, after);
  }

  /**
   * Waits for a moment, not longer than anything can still happen.
   *
   * @param looksAtEnd how often to look once more when the run is over: an answer may be on its way
   * @throws CheckFailure when the run is stuck
   */
  async until(
    moment: (events: readonly HistoryEvent[]) => boolean | Promise<boolean>,
    looksAtEnd = 30,
  ): Promise<void> {
    const latest = performance.now() + PATIENCE_MS;
    for (let looks = 0; looks < looksAtEnd && performance.now() < latest;) {
      const events = await this.#suite.runtime.history(this.id);
      if (await moment(events)) return;
      if (isFailing(events) || isOver(events)) looks += 1;
      if (isFailing(events) || (isEnded(events) && !isOver(events))) await this.#mustGoOn();
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }

  /** Lets so many virtual milliseconds pass. */
  async passTime(milliseconds: number): Promise<void> {
    await this.#suite.runtime.passTime(milliseconds);
    await this.#mustGoOn();
  }

  /** Asks the workflow to stop. */
  cancel(): Promise<void> {
    return this.#told(this.#suite.runtime.cancel(this.id));
  }

  signal(name: string, ...args: unknown[]): Promise<void> {
    return this.#told(this.#suite.runtime.signal(this.id, name, args));
  }

  query(name: string, ...args: unknown[]): Promise<unknown> {
    return this.#told(this.#suite.runtime.query(this.id, name, args));
  }

  update(name: string, ...args: unknown[]): Promise<unknown> {
    return this.#told(this.#suite.runtime.update(this.id, name, args));
  }

  /** What a run answers, or does not because it is stuck: then its history says why. */
  async #told<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      // Time stays where it is: what is told is how the run stood when it did not answer.
      if (await this.#suite.runtime.isStuck(this.id)) await this.#suite.settle(this);
      throw error;
    }
  }

  /** @throws CheckFailure when the run is stuck */
  async #mustGoOn(): Promise<void> {
    if (await this.#suite.runtime.isStuck(this.id)) await this.ends();
  }
}
