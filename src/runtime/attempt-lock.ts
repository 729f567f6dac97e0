import { Alarm } from './alarm.ts';
import type { Execution, ServerConnection } from './connection.ts';

/** How long before a timeout the skipping of time ends, at best, in milliseconds. */
const SLACK_MS = 2;
/** How often to see whether a timeout has struck, in real milliseconds. */
const LOOK_MS = 2;
/** A timeout that has not struck so long after it was due never will, in milliseconds. */
const OVERDUE_MS = 500;

/** Which attempt it is, as the server knows it. */
export interface AttemptPlace {
  readonly execution: Execution;
  readonly activityId: string;
  readonly number: number;
}

/**
 * What one attempt of an activity holds of time.
 *
 * The test server (1.38) takes a lock when it schedules an attempt, and gives it back when somebody
 * answers or a timeout strikes. An attempt that waits gives its lock up meanwhile. But it must have
 * one again when the timeout strikes: a server that gives back what is not there has lost count for
 * good, and from then on time stands still, or passes while somebody works.
 */
export class AttemptLock {
  readonly #server: ServerConnection;
  readonly #place: AttemptPlace;
  /** Locks that the server counts on this attempt's account. */
  #count = 1;
  #over = false;
  /** Takes back the lock that was given up. */
  #alarm: Alarm | undefined;

  constructor(server: ServerConnection, place: AttemptPlace) {
    this.#server = server;
    this.#place = place;
  }

  /** Whether time stands still for this attempt. */
  get isHeld(): boolean {
    return this.#count > 0;
  }

  async take(): Promise<void> {
    if (this.#over) return;
    this.#count += 1;
    await this.#server.lockTime();
  }

  async giveBack(): Promise<void> {
    if (this.#over) return;
    this.#count -= 1;
    await this.#server.unlockTime();
  }

  /** The server has given its own lock back. */
  serverGaveBack(): void {
    if (!this.#over) this.#count -= 1;
  }

  /** The attempt is over, and holds time no more. */
  async end(): Promise<void> {
    this.#over = true;
    const alarm = this.#alarm;
    this.#alarm = undefined;
    if (alarm && (await alarm.off()).rang) this.#count += 1;
    await this.#giveAllBack();
  }

  /** Gives one lock up for so many virtual milliseconds, within which no timeout needs it. */
  async sleep(left: number): Promise<void> {
    if (left <= 0) return;
    this.#count -= 1;
    await this.#server.sleepUnlocked(left);
    this.#count += 1;
    // Where the attempt is over, nobody else would give it back.
    if (this.#over) await this.#giveAllBack();
  }

  /**
   * Gives one lock up until a moment, and has it back before the timeout strikes.
   *
   * @param until in virtual milliseconds since 1970
   * @param deadline when the timeout strikes, at the earliest
   */
  async sleepBefore(until: number, deadline: number): Promise<void> {
    for (let slack = SLACK_MS; !this.#over; slack *= 4) {
      const asked = performance.now();
      const now = await this.#server.now();
      const trip = performance.now() - asked;
      const delay = Math.min(until, deadline - slack - 2 * trip) - now;
      // So close to it that real time does the rest.
      if (delay <= 0) return;
      const alarm = await Alarm.set(this.#server, delay);
      if (alarm.latest >= deadline || this.#over) {
        // The machine is busy, and the server has heard of it too late.
        if ((await alarm.off()).rang) await this.#server.unlockTime();
        continue;
      }
      this.#alarm = alarm;
      await this.giveBack();
      await this.#server.sleepUntil(alarm.latest);
      return this.#rings(alarm);
    }
  }

  /**
   * Waits until the server knows this attempt no more.
   *
   * @param deadline when a timeout is due, in virtual milliseconds since 1970
   * @param isGone whether somebody has answered it meanwhile
   * @returns whether its timeout has struck; false when it was answered, when its run has closed,
   *   or when no timeout ever comes
   */
  async untilTimeout(deadline: number, isGone: () => boolean): Promise<boolean> {
    const { execution, activityId, number } = this.#place;
    while (!this.#over && !isGone()) {
      // Asked for before: it may pass as soon as the timeout has struck.
      const now = await this.#server.now();
      const { open, underWay } = await this.#server.attempt(execution, activityId, number);
      if (isGone()) break;
      if (!underWay) {
        this.serverGaveBack();
        return true;
      }
      // An attempt that is under way when its run closes keeps its lock for good (test server 1.38),
      // and one that has been told to cancel is never timed out.
      if (!open || now > deadline + OVERDUE_MS) {
        await this.giveBack();
        return false;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    return false;
  }

  /** What was given up is there again. */
  #rings(alarm: Alarm): void {
    if (this.#alarm !== alarm) return;
    this.#alarm = undefined;
    this.#count += 1;
  }

  async #giveAllBack(): Promise<void> {
    while (this.#count > 0) {
      this.#count -= 1;
      await this.#server.unlockTime();
    }
  }
}
