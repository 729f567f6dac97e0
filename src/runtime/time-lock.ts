/**
 * Locks on time, and how to get them back.
 *
 * The test server (1.38) lets time skip only while nobody works: each workflow task and each
 * activity attempt holds a lock until it is answered. A run that closes while one of them is
 * under way leaves its lock behind for good, and from then on time passes for nobody. The server
 * tells nobody how many locks there are, so we keep the book: who may hold time at this moment.
 * While no run is open it holds one itself. Whoever takes that one away sees the next run's ten
 * years go by before its first task.
 */
import type { ServerConnection } from './connection.ts';
import { protocol } from './protocol.ts';
import type { HistoryEvent } from '../kit/runtime.ts';
import { hasOpenActivity, isTaskPending } from '../kit/idle.ts';
import { leftLocks } from './left-locks.ts';
import type { RunTree } from './run-tree.ts';
import type { RunWatch } from './run-watch.ts';

const { PENDING_ACTIVITY_STATE_SCHEDULED: WAITING } = protocol.enums.v1.PendingActivityState;
/** So long time must be seen to stand still before a lock is taken for lost, in real milliseconds. */
const SURE_MS = 600;
/** How often to see whether time stands still while a suite lets it pass, in real milliseconds. */
const STILL_MS = 300;

/** What the book needs to know of the others. */
export interface Workers {
  /** Activity attempts that are being performed, and runs that are being started. */
  inHand(): number;
  /** Activity attempts that were ever taken. */
  attempts(): number;
  /** The runs that may be open. */
  trees(): Iterable<RunTree>;
  /** The histories of all executions that may be open, as they are now. */
  histories(): Promise<(readonly HistoryEvent[])[]>;
  /** The open activities of an execution that were sent where nobody takes them: their ids. */
  leftLying(run: RunWatch): readonly string[];
}

/** The book of one test server's locks on time. */
export class TimeLocks {
  readonly #server: ServerConnection;
  readonly #workers: Workers;
  /** Locks that suites asked for, less those that are given up while time passes. */
  #held = 0;
  /** Counts the suites; what one of them began is not the next one's. */
  #suite = 0;
  /** Activities whose locks we have given back in the server's place, by their execution. */
  readonly #freed = new WeakMap<RunWatch, Set<string>>();
  #looking: Promise<void> | undefined;
  #passed = 0;
  /** Suites that let time pass at this moment. */
  #passing = 0;

  constructor(server: ServerConnection, workers: Workers) {
    this.#server = server;
    this.#workers = workers;
  }

  /** How often a suite began or ended to let time pass. */
  get passed(): number {
    return this.#passed;
  }

  async hold(): Promise<void> {
    this.#held += 1;
    await this.#server.lockTime();
  }

  async release(): Promise<void> {
    this.#held -= 1;
    await this.#server.unlockTime();
  }

  /** Lets so many virtual milliseconds pass while a suite holds time. */
  async pass(duration: number): Promise<void> {
    const suite = this.#suite;
    this.#held -= 1;
    this.#passed += 1;
    this.#passing += 1;
    // A lock that was lost would make this wait in real time.
    const rescue = setInterval(() => void this.#help().catch(() => undefined), STILL_MS);
    try {
      await this.#server.sleepUnlocked(duration);
    } finally {
      clearInterval(rescue);
      this.#passed += 1;
      this.#passing -= 1;
      // The server has taken the lock back; where its suite is gone, nobody else would let go of it.
      if (suite === this.#suite) this.#held += 1;
      else await this.#server.unlockTime();
    }
  }

  /** A run whose workflow task fails again and again holds time for good; so it is ended. */
  async #help(): Promise<void> {
    for (const watch of this.#open()) if (await watch.isStuck()) await this.endRun(watch);
    await this.rescue();
  }

  /** The executions that may be open. */
  #open(): RunWatch[] {
    return [...this.#workers.trees()].flatMap(({ open }) => open);
  }

  /** Whether any run had left something behind, which is given back. */
  async #freeAllLeft(): Promise<boolean> {
    let found = false;
    for (const tree of this.#workers.trees()) found = (await this.freeLeft(tree)) || found;
    return found;
  }

  /**
   * Gives back what the executions of a run that have closed, as far as we know, left behind.
   *
   * @returns whether there was something
   */
  async freeLeft(tree: RunTree): Promise<boolean> {
    const left = leftLocks(tree.members).filter((lock) => !tree.freed.has(lock));
    for (const lock of left) tree.freed.add(lock);
    for (const _ of left) await this.#server.unlockTime();
    for (const watch of tree.members) {
      const name = `${watch.place.runId} activities`;
      // One that we ended has given everything back.
      if (!watch.closed || watch.ended || tree.freed.has(name)) continue;
      tree.freed.add(name);
      if (hasOpenActivity(watch.events)) await this.freeOrphans(watch);
    }
    return left.length > 0;
  }

  /** Forgets the locks of a suite that is gone. */
  async releaseAll(): Promise<void> {
    this.#suite += 1;
    while (this.#held > 0) {
      try {
        await this.release();
      } catch {
        // The server has no lock of ours any more: it went with a run that was broken off.
      }
    }
  }

  /**
   * Nothing has happened for a while. When nobody works who could hold time, a lock was left
   * behind, and is given back.
   *
   * @returns whether somebody keeps time: a suite, or an activity that is being performed
   */
  async rescue(): Promise<boolean> {
    this.#looking ??= this.#rescue().finally(() => {
      this.#looking = undefined;
    });
    await this.#looking;
    return this.#held + this.#passing > 0 || this.#workers.inHand() > 0;
  }

  async #rescue(): Promise<void> {
    for (const watch of this.#open()) {
      const lying = this.#workers.leftLying(watch);
      if (lying.length > 0) await this.freeOrphans(watch, lying);
    }
    // On a starved machine the server itself may be in the middle of something, and hold time for
    // it. So time must be seen to stand still for a while in which nobody did anything.
    const before = await this.#look();
    // What is known needs no waiting, whoever is at work.
    if ((await this.#freeAllLeft()) || before.working || before.open === 0) return;
    await new Promise((resolve) => setTimeout(resolve, SURE_MS));
    const after = await this.#look();
    if (after.working || after.open === 0 || after.done !== before.done) return;
    // A lock that is known by now must not be given back for the one that nobody knows of, and then
    // once more for itself.
    if (await this.#freeAllLeft()) return;
    const elapsed = after.real - before.real;
    if (after.virtual - before.virtual > 2 * elapsed) return;
    try {
      await this.#server.unlockTime();
    } catch {
      // No lock was left: the server refuses, and nothing has changed.
      return;
    }
    // Whoever began to work meanwhile needs a lock; if this one is too many, we are called again.
    if ((await this.#look()).working) await this.#server.lockTime();
  }

  /** Who works now, and how much has been done so far. */
  async #look() {
    // Tasks that the server has handed out arrive on the same connection as these answers, so
    // after them we know of every task that was under way when we asked.
    const virtual = await this.#server.now();
    const histories = await this.#workers.histories();
    const atTask = histories.some((events) => events.length === 0 || isTaskPending(events));
    return {
      open: histories.length,
      working: atTask || this.#held > 0 || this.#workers.inHand() > 0,
      done: this.#workers.attempts() + histories.reduce((sum, { length }) => sum + length, 0),
      virtual,
      real: performance.now(),
    };
  }

  /** Ends a run that will not end by itself, and gives back what it holds of time. */
  async endRun(watch: RunWatch): Promise<void> {
    try {
      await this.#server.terminate(watch.place);
    } catch {
      // It has closed meanwhile.
      return;
    }
    watch.end();
    if (isTaskPending(await watch.read())) await this.#server.unlockTime();
    await this.freeOrphans(watch);
  }

  /**
   * Gives back the locks of activities that were scheduled, but not yet handed out, when their run
   * closed: nobody will ever be asked to answer them. A later attempt that waits for its turn to be
   * tried again holds no lock.
   *
   * @param only of an open run, the ids of those that nobody will take
   */
  async freeOrphans(watch: RunWatch, only?: readonly string[]): Promise<void> {
    const freed = this.#freed.get(watch) ?? new Set();
    this.#freed.set(watch, freed);
    const { pendingActivities } = await this.#server.describe(watch.place);
    for (const { state, attempt, activityId } of pendingActivities ?? []) {
      const id = activityId ?? '';
      const isOrphan = state === WAITING && (attempt ?? 1) <= 1 && (only?.includes(id) ?? true);
      if (!isOrphan || freed.has(id)) continue;
      freed.add(id);
      await this.#server.unlockTime();
    }
  }
}
