/**
 * A run and everything that belongs to it: the runs that it continues as, its children, and
 * theirs. Each of them has a history of its own.
 */
import type { HistoryEvent, Limits, Member, Metric, RunState, Settled } from '../kit/runtime.ts';
import { isIdle, tasksForNobody } from '../kit/idle.ts';
import { MAX_MEMBERS, MAX_RUNS } from '../kit/limits.ts';
import { below, memberName, type Place } from '../kit/place.ts';
import type { RunWatch, Stillness } from './run-watch.ts';

/** What the code of some executions, named by their run ids, emitted as metrics. */
export type MetricsOf = (runIds: readonly string[]) => Promise<Metric[][]>;

export class RunTree {
  readonly #limits: Limits;
  readonly #watch: (place: Place) => RunWatch;
  /** By run id, parents before their children. */
  readonly #members = new Map<string, RunWatch>();
  /** Locks on time that its executions left behind, and that were given back: see `leftLocks`. */
  readonly freed = new Set<string>();
  #current: RunWatch;
  /** The run of the chain that somebody looked at last. */
  #shown: RunWatch | undefined;
  #looking: Promise<void> | undefined;

  /** @param watch begins to watch one more execution */
  constructor(root: Place, limits: Limits, watch: (place: Place) => RunWatch) {
    this.#limits = limits;
    this.#watch = watch;
    this.#current = this.#add(root);
  }

  /** All that are known, parents before their children. */
  get members(): RunWatch[] {
    return [...this.#members.values()];
  }

  /** The last known run of the chain. */
  get current(): RunWatch {
    return this.#current;
  }

  get open(): RunWatch[] {
    return this.members.filter((member) => !member.closed);
  }

  /** Grows with everything that happens anywhere in the tree, as far as we know. */
  get progress(): number {
    return this.members.reduce((sum, member) => sum + member.progress, 0);
  }

  /** Whether nothing is open any more, as far as we know. */
  get closed(): boolean {
    return this.open.length === 0;
  }

  execution(runId: string): RunWatch | undefined {
    return this.#members.get(runId);
  }

  /** Somebody has started the workflow id again: one more run, after those that are known. */
  follow(runId: string): void {
    if (this.#members.has(runId)) return;
    const { place } = this.#current;
    this.#current = this.#add({ ...place, runId, link: place.link + 1 });
  }

  member(name: string): RunWatch {
    const found = this.members.find((member) => member.member === name);
    if (!found) throw new Error(`The run '${this.#current.id}' has no member '${name}'.`);
    return found;
  }

  /** Reads what is new in one execution, and finds who comes after it. */
  async #read(member: RunWatch): Promise<HistoryEvent[]> {
    const events = await member.read();
    this.#find(member);
    return events;
  }

  /** Reads what is new everywhere. Calls that come meanwhile wait for the next reading. */
  async readAll(): Promise<void> {
    const before = this.#looking;
    const looking = (async () => {
      await before?.catch(() => undefined);
      // Those that have closed were read by whoever waited for them.
      for (const member of this.members) this.#find(member);
      const done = new Set<RunWatch>();
      for (;;) {
        const open = this.open.filter((member) => !done.has(member));
        if (open.length === 0) return;
        for (const member of open) done.add(member);
        await Promise.all(open.map((member) => this.#read(member)));
      }
    })();
    this.#looking = looking;
    await looking;
  }

  /** The history of the current run. */
  async history(): Promise<HistoryEvent[]> {
    for (;;) {
      const shown = (this.#shown = this.#current);
      const events = await this.#read(shown);
      if (shown === this.#current) return events;
    }
  }

  /** The histories of all members, by their names. */
  async histories(): Promise<Record<string, HistoryEvent[]>> {
    await this.readAll();
    return Object.fromEntries(this.members.map(({ member, events }) => [member, events]));
  }

  /** Waits until the current run has done what it can for now: see `RunWatch.resting`. */
  async resting(after: number): Promise<HistoryEvent[]> {
    // An event's number says nothing about the next run of the chain.
    let from = this.#shown === undefined || this.#shown === this.#current ? after : 0;
    for (;;) {
      const shown = (this.#shown = this.#current);
      const events = await shown.resting(from);
      this.#find(shown);
      if (shown === this.#current) return events;
      from = 0;
    }
  }

  /**
   * Waits until the current run works at no workflow task, or is over: the moment for an update.
   * The test server (1.38) takes the task that an update asks for during another one for a second
   * attempt of that. When the code fails a second attempt, the SDK tells nobody, and the server
   * waits until the task's 10 seconds are over.
   */
  async betweenTasks(): Promise<void> {
    let current: RunWatch;
    do {
      current = this.#current;
      await current.resting(0);
      this.#find(current);
    } while (current !== this.#current);
  }

  /**
   * Called when nothing has happened for a while: reads everything, and says why the run waits for
   * good, if it does.
   *
   * @param served the task queues beside a workflow's own that somebody polls
   */
  async still(served: ReadonlySet<string>): Promise<Stillness['state']> {
    await this.readAll();
    if (
      this.#troubled() ||
      this.open.some(({ events }) => tasksForNobody(events, served).length > 0) ||
      (this.open.length > 0 && this.open.every(({ events }) => isIdle(events, 'but for children')))
    ) {
      return 'waiting';
    }
    return undefined;
  }

  /** Whether it is sure that the run will not go on. */
  async isStuck(): Promise<boolean> {
    await this.readAll();
    return this.#troubled() || this.#current.isStuck();
  }

  /** Declares that the run will not end. */
  stop(state: RunState, reason?: string): void {
    this.#current.stop(state, reason);
  }

  #troubled(): boolean {
    return this.members.some((member) => member.trouble() !== undefined);
  }

  /**
   * Waits for the end of the chain, and then for whatever goes on without it.
   *
   * @param ended is told whenever an execution has come to its end
   */
  async settled(
    patience: number,
    metricsOf: MetricsOf,
    ended: () => Promise<unknown>,
  ): Promise<Settled> {
    const end = async (member: RunWatch) => {
      const settled = await member.settled(patience);
      this.#find(member);
      await ended();
      return settled;
    };
    let latest = this.#current;
    let settled = await end(latest);
    while (settled.state === 'continued') {
      const next = this.#next(latest);
      if (!next) {
        settled = { ...settled, state: 'endless' };
        break;
      }
      latest = next;
      settled = await end(next);
    }
    const ends = new Map<RunWatch, Pick<Settled, 'state' | 'events' | 'reason'>>();
    ends.set(latest, settled);
    // Whoever outlives the run may still begin something.
    for (;;) {
      await this.readAll();
      const others = this.members.filter((member) => !ends.has(member));
      if (others.length === 0) break;
      for (const [member, rest] of await Promise.all(
        others.map(async (one) => [one, await this.#rest(one, end)] as const),
      )) {
        ends.set(member, rest);
      }
    }
    const emitted = await metricsOf(this.members.map(({ place }) => place.runId));
    const members = this.members.map((member, index): Member => {
      const { id, of } = member.place;
      const { state, events, reason } = ends.get(member) ?? settled;
      return {
        member: member.member,
        id,
        state,
        events,
        metrics: emitted[index] ?? [],
        ...(of === undefined ? {} : { of }),
        ...(reason === undefined ? {} : { reason }),
      };
    });
    const lost = members.find(({ state }) => state === 'infra');
    return lost ? { ...lost, members } : { ...settled, members };
  }

  /** How one of the others ended, or where it stands. */
  async #rest(member: RunWatch, end: (member: RunWatch) => Promise<Settled>): Promise<Settled> {
    const trouble = member.trouble();
    if (trouble) return { ...trouble, events: member.events };
    // It may outlive its parent.
    if (this.#current.closed || member.closed) return end(member);
    return { state: 'waiting', events: member.events };
  }

  /** The run as which another one continued; undefined when there were too many already. */
  #next(last: RunWatch): RunWatch | undefined {
    this.#find(last);
    const next = last.successors().find(({ child }) => child === undefined);
    return next && this.#members.get(next.runId);
  }

  #find(member: RunWatch): void {
    for (const { id, runId, child, of } of member.successors()) {
      if (this.#members.has(runId)) continue;
      const { base, link } = member.place;
      if (child === undefined && link >= (this.#limits.runs ?? MAX_RUNS)) {
        // Whoever talks to the run hears of it at once: nobody watches the one that answers now.
        this.stop('endless');
        continue;
      }
      if (this.#members.size >= MAX_MEMBERS) return this.stop('endless');
      const next = this.#add(
        child === undefined
          ? { ...member.place, runId, link: link + 1 }
          : {
              id: id ?? '',
              runId,
              link: 1,
              base: below(memberName({ base, link }), `child${child}`),
              ...(of === undefined ? {} : { of }),
            },
      );
      if (child === undefined && member === this.#current) this.#current = next;
    }
  }

  #add(place: Place): RunWatch {
    const member = this.#watch(place);
    this.#members.set(place.runId, member);
    return member;
  }
}
