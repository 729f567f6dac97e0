import type { HistoryEvent, RunState, Settled } from '../kit/runtime.ts';
import { Attempts } from '../kit/attempts.ts';
import { ifTooLarge, TOO_LARGE, type ProtoEvent, type ServerConnection } from './connection.ts';
import { readEvent, Updates } from './events.ts';
import { isIdle, isTaskPending } from '../kit/idle.ts';
import { failedTask } from './history.ts';
import { MAX_EVENTS } from '../kit/limits.ts';
import { eventIn, memberName, type Place } from '../kit/place.ts';
import { successors, type Successor } from './successors.ts';

/** Real milliseconds without a new event after which nobody is believed to be working. */
const SILENCE_MS = 15_000;
/** So long it takes at most, in real milliseconds, until somebody who holds a thread is noticed. */
const HELD_MS = 25_000;
/** So much longer we wait while other runs keep time from passing. */
const TIME_KEPT_FACTOR = 4;
/** Real milliseconds without a new event after which somebody should see whether time stands still. */
const STILL_MS = 300;
/** A long history is not read more often than so: the share of time that goes into reading. */
const READING_SHARE = 0.2;
/** From so many events on it is cheaper to ask first whether there are any new ones. */
const LONG_HISTORY = 200;

const CLOSED: Readonly<Record<string, RunState>> = {
  WorkflowExecutionCompleted: 'completed',
  WorkflowExecutionFailed: 'failed',
  WorkflowExecutionCanceled: 'cancelled',
  WorkflowExecutionTerminated: 'terminated',
  WorkflowExecutionTimedOut: 'timed-out',
  WorkflowExecutionContinuedAsNew: 'continued',
};

/** How often an open run's history is read, in real milliseconds: quickly at first, then calmly. */
const LOOKS_MS = [120, 200, 300];

/** The end of the default timeout is the server's doing: see `settled`. */
function isOwnDoing({ type }: HistoryEvent): boolean {
  return type !== 'WorkflowExecutionTimedOut';
}

/** A run that is stuck is terminated by us. */
function isNotOurEnd({ type }: HistoryEvent): boolean {
  return type !== 'WorkflowExecutionTerminated';
}

/** What is known of a run in which nothing has happened for a while. */
export interface Stillness {
  /** Whether somebody keeps time from passing, and so this run from going on. */
  readonly kept: boolean;
  /** Set when the run waits for good. */
  readonly state: 'waiting' | undefined;
}

/** What a run needs to know of the others. */
export interface Company {
  /** Is called whenever nothing has happened for a while. */
  still(): Promise<Stillness>;
  /** Grows with everything that happens in the run's tree. */
  progress(): number;
}

/** Reads one execution's history while it grows, and says when it rests, ends, or never will. */
export class RunWatch {
  readonly place: Place;
  readonly #server: ServerConnection;
  readonly #company: Company;
  readonly #maxEvents: number;
  readonly #stop = new AbortController();
  #recorded: ProtoEvent[] = [];
  #events: HistoryEvent[] = [];
  /** The attempts of its activities. */
  readonly attempts = new Attempts((reason) => this.stop('endless', reason));
  #stuck: { readonly state: RunState; readonly reason?: string } | undefined;
  /** How many events there were when we ended the run; what came after is our own doing. */
  #endedAt: number | undefined;
  /** Resolves when the run has closed, or surely never will. */
  readonly #wake = Promise.withResolvers<void>();
  /** Resolves when it is declared that the run will not end. */
  readonly #stopped = Promise.withResolvers<void>();
  #awaited = false;
  readonly #updates = new Updates();
  #ownQueue: string | undefined;
  /** How long the last reading took, in real milliseconds. */
  #cost = 0;
  readonly #successors: Successor[] = [];
  #searched = 0;

  /** @param maxEvents an execution with more events than this is taken for one without an end */
  constructor(
    server: ServerConnection,
    place: Place,
    company: Company,
    maxEvents: number = MAX_EVENTS,
  ) {
    this.#server = server;
    this.place = place;
    this.#company = company;
    this.#maxEvents = maxEvents;
  }

  /** The workflow id. */
  get id(): string {
    return this.place.id;
  }

  /** The execution's name in its tree. */
  get member(): string {
    return memberName(this.place);
  }

  /** The events that were read so far. */
  get events(): HistoryEvent[] {
    return this.#events;
  }

  get progress(): number {
    return this.#events.length + this.attempts.count;
  }

  /** Who comes after this execution, as far as its history was read: children, and the next run. */
  successors(): readonly Successor[] {
    if (this.#searched < this.#recorded.length) {
      this.#successors.splice(0, Infinity, ...successors(this.#recorded));
      this.#searched = this.#recorded.length;
    }
    return this.#successors;
  }

  /** Whether the run has closed, as far as we know. */
  get closed(): boolean {
    return CLOSED[this.#events.at(-1)?.type ?? ''] !== undefined;
  }

  /** Whether we ended the run. */
  get ended(): boolean {
    return this.#endedAt !== undefined;
  }

  /** The whole history in the server's own form, for replays. */
  get recorded(): ProtoEvent[] {
    return this.#recorded;
  }

  /** Declares that the run will not end. */
  stop(state: RunState, reason?: string): void {
    if (this.#stuck) return;
    this.#stuck = reason === undefined ? { state } : { state, reason };
    this.#stopped.resolve();
    this.#rouse();
  }

  /** Whether it is sure that the run will not go on. Looks at the history as it is now. */
  async isStuck(): Promise<boolean> {
    await this.read();
    this.trouble();
    return this.#stuck !== undefined;
  }

  close(): void {
    this.#stop.abort();
  }

  /** We have ended the run, and nobody needs to watch it any more. */
  end(): void {
    // Somebody may have read the history since.
    this.#endedAt ??= this.#events.filter(isNotOurEnd).length;
    this.close();
  }

  /** Reads the history as it is now. */
  async read(): Promise<HistoryEvent[]> {
    if (this.closed || this.#stuck?.reason === TOO_LARGE) return this.#events;
    const began = performance.now();
    if (this.#recorded.length > LONG_HISTORY) {
      const length = await this.#server.historyLength(this.place);
      if (length <= this.#recorded.length) return this.#events;
    }
    const recorded = await this.#server.history(this.place).catch(ifTooLarge);
    if (!recorded) this.stop('endless', TOO_LARGE);
    this.#cost = performance.now() - began;
    // Two reads may overtake each other; a history only grows.
    if (recorded && recorded.length > this.#recorded.length) {
      const known = this.#events.length;
      this.#recorded = recorded;
      this.#events = [...this.#events, ...recorded.slice(known).map(this.#read)];
    }
    return this.#events;
  }

  /** Waits until the run has closed, is stuck, or has nothing left to wait for. */
  async settled(patience: number): Promise<Settled> {
    if (!this.closed) this.#listen();
    let known = -1;
    let changed = performance.now();
    let helped = changed;
    for (let look = 0; ; look += 1) {
      if (!this.closed) await this.#pause(LOOKS_MS[Math.min(look, LOOKS_MS.length - 1)] ?? 0);
      const events = await this.read();
      if (this.#stuck && (this.#endedAt !== undefined || !events.every(isNotOurEnd))) {
        return { ...this.#stuck, events: events.filter(isNotOurEnd).slice(0, this.#endedAt) };
      }
      const state = CLOSED[events.at(-1)?.type ?? ''];
      // We set no timeout, so the end of the default one (10 years) means that the run waited for
      // nothing that was to come.
      if (state === 'timed-out') return this.#endOfPatience(events.slice(0, -1));
      if (state) return { state, events };
      this.trouble();
      if (this.#stuck) return { ...this.#stuck, events };
      if (isIdle(events)) return { state: 'waiting', events };
      const progress = this.#company.progress();
      if (progress !== known) changed = helped = performance.now();
      known = progress;
      if (performance.now() - helped <= STILL_MS) continue;
      const { kept, state: found } = await this.#company.still();
      // What was found meanwhile about this very run says more.
      if (this.#stuck) continue;
      if (found) return { state: found, events: this.#events.filter(isOwnDoing) };
      helped = performance.now();
      const silent = helped - changed;
      if (silent > Math.min(patience, SILENCE_MS) * (kept ? TIME_KEPT_FACTOR : 1)) {
        this.stop('infra', `no new event came for ${Math.round(silent / 1000)} seconds`);
      }
    }
  }

  /** What a run was about when its default timeout was over. */
  async #endOfPatience(events: HistoryEvent[]): Promise<Settled> {
    if (!isTaskPending(events)) return { state: 'waiting', events };
    // Its code was at work. If it holds the thread, we shall hear of that; else time was not ours.
    await this.#pause(HELD_MS, this.#stopped.promise);
    const reason = 'time went by while its code was at work';
    return { ...(this.#stuck ?? { state: 'infra', reason }), events };
  }

  /** Why this execution will not end, if that is known. */
  trouble(): { readonly state: RunState; readonly reason?: string } | undefined {
    if (this.ended) return this.#stuck;
    if (this.closed) return undefined;
    const failed = failedTask(this.#recorded);
    if (failed !== undefined) this.stop('broken', failed);
    if (this.#events.length > this.#maxEvents) this.stop('endless');
    return this.#stuck;
  }

  /** Waits until a workflow task has completed after the given event, or the run is over. */
  async resting(after: number): Promise<HistoryEvent[]> {
    const until = performance.now() + SILENCE_MS;
    for (let pause = 1; ; pause = Math.min(pause * 2, 20)) {
      const events = await this.read();
      const rested = events.some(({ id, type }) => id > after && type === 'WorkflowTaskCompleted');
      const over = this.closed || this.#stuck || failedTask(this.#recorded) !== undefined;
      if (over || (rested && !isTaskPending(events))) return events;
      if (performance.now() > until) return events;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  #listen(): void {
    if (this.#awaited) return;
    this.#awaited = true;
    void this.#awaitClose();
  }

  /** The server answers this call when the run has closed; so the end is noticed at once. */
  async #awaitClose(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        if (await this.#server.closed(this.place, signal)) return this.#rouse();
      } catch {
        // The reads of `settled` notice the end as well, only later.
        return;
      }
    }
  }

  async #pause(milliseconds: number, woken = this.#wake.promise): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const elapsed = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, Math.max(milliseconds, this.#cost / READING_SHARE));
    });
    await Promise.race([woken, elapsed]);
    clearTimeout(timer);
  }

  readonly #read = (recorded: ProtoEvent): HistoryEvent => {
    const event = this.#updates.paired(recorded, readEvent(recorded));
    if (event.id === 1) this.#ownQueue = event.taskQueue;
    return eventIn(this.member, event, this.#ownQueue);
  };

  #rouse(): void {
    this.#wake.resolve();
  }
}
