import type { HistoryEvent, Limits, Settled } from '../kit/runtime.ts';
import type { ActivityPoll } from './activity-poll.ts';
import type { Execution, ServerConnection } from './connection.ts';
import { tasksForNobody } from '../kit/idle.ts';
import type { Place } from '../kit/place.ts';
import { RunTree, type MetricsOf } from './run-tree.ts';
import { RunWatch, type Company } from './run-watch.ts';
import { TimeLocks } from './time-lock.ts';

/** So long a parent may take to record that its child has started, in real milliseconds. */
const BIRTH_MS = 2000;
/** So long we may take to hear that a run has been started, in real milliseconds. */
const START_MS = 10_000;

/** The runs that suites started on one server, each with its children and successors. */
export class Runs {
  readonly locks: TimeLocks;
  readonly #server: ServerConnection;
  readonly #served = new Set<string>();
  #trees = new Map<string, RunTree>();
  /** By workflow id: to which run a child belongs. */
  #roots = new Map<string, Promise<string>>();
  /** How many runs the server may know already, and we not yet. */
  #starting = 0;

  readonly #isHostSilent: () => boolean;
  readonly #metrics: MetricsOf;

  /**
   * @param attempts the attempts of activities: those in hand, and all that were ever taken
   * @param metrics asks the host what code emitted
   * @param isHostSilent whether the host's thread may be too busy for runs to go on
   */
  constructor(
    server: ServerConnection,
    attempts: () => { inHand: number; taken: number },
    isHostSilent: () => boolean,
    metrics: MetricsOf,
  ) {
    this.#metrics = metrics;
    this.#server = server;
    this.#isHostSilent = isHostSilent;
    this.locks = new TimeLocks(server, {
      inHand: () => attempts().inHand + this.#starting,
      attempts: () => attempts().taken,
      trees: () => this.#trees.values(),
      histories: () => this.#histories(),
      leftLying: ({ events, recorded }) =>
        tasksForNobody(events, this.#served).flatMap(({ id }) => {
          const sent = recorded[id - 1]?.activityTaskScheduledEventAttributes;
          return sent?.activityId ? [sent.activityId] : [];
        }),
    });
  }

  async start(
    run: Parameters<ServerConnection['start']>[0],
    limits: Limits = {},
  ): Promise<RunTree> {
    this.starting(1);
    try {
      return this.#plant(run.id, await this.#server.start(run), limits);
    } finally {
      this.starting(-1);
    }
  }

  /** A start is under way (1) or over (-1): meanwhile somebody works. */
  starting(change: 1 | -1): void {
    this.#starting += change;
  }

  /** Begins to watch a run that somebody else has started, be it under an id that had one before. */
  async adopt(id: string): Promise<RunTree> {
    const { workflowExecutionInfo } = await this.#server.describe({ id });
    const runId = workflowExecutionInfo?.execution?.runId ?? '';
    const tree = this.#trees.get(id);
    tree?.follow(runId);
    return tree ?? this.#plant(id, runId, {});
  }

  #plant(id: string, runId: string, limits: Limits): RunTree {
    const root: Place = { id, runId, base: '', link: 1 };
    const tree = new RunTree(root, limits, (place) => this.#watch(place, id, limits));
    this.#trees.set(id, tree);
    return tree;
  }

  /** Tasks that are sent to this queue are answered. */
  serve(queue: string, poll: ActivityPoll | undefined): void {
    this.#served.add(queue);
    poll?.add(queue);
  }

  /** All runs that are watched. */
  get all(): Iterable<RunTree> {
    return this.#trees.values();
  }

  get(run: string): RunTree | undefined {
    return this.#trees.get(run);
  }

  /** Whether somebody keeps time from passing, or the thread from working, and so runs from going on. */
  async isHeldUp(): Promise<boolean> {
    return (await this.locks.rescue()) || this.#isHostSilent();
  }

  /** @throws Error when there is no such run */
  tree(run: string): RunTree {
    const tree = this.#trees.get(run);
    if (!tree) throw new Error(`There is no run '${run}'.`);
    return tree;
  }

  forget(run: string): void {
    this.#trees.delete(run);
  }

  /** Which run an execution belongs to, and which of its members it is. */
  async find({ id, runId = '' }: Execution): Promise<{ run: string; watch: RunWatch } | undefined> {
    const began = performance.now();
    const until = () => began + (this.#starting > 0 ? START_MS : BIRTH_MS);
    while (!this.#trees.has(id) && this.#starting > 0 && performance.now() < until()) {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const run = this.#trees.has(id) ? id : await this.#rootOf({ id, runId });
    const tree = this.#trees.get(run);
    for (let last = false; tree; last = tree.closed) {
      const watch = tree.execution(runId);
      if (watch) return { run, watch };
      // A tree that has closed grows no more: this child began when its parent was gone. But its id
      // may be used again at this moment.
      if ((last && this.#starting === 0) || performance.now() > until()) return undefined;
      await Promise.all([tree.readAll(), new Promise((resolve) => setTimeout(resolve, 2))]);
    }
    return undefined;
  }

  /**
   * Ends an execution that belongs to no run: it began when its parent was gone, or what began it
   * is over. Nobody would answer its activities.
   */
  async endStray({ id, runId = '' }: Execution): Promise<void> {
    const place: Place = { id, runId, base: '', link: 1 };
    await this.locks.endRun(this.#watch(place, id, {}));
  }

  /** Waits for the end of a run, and gives back what it leaves of locks on time. */
  async settled(run: string, patience: number): Promise<Settled> {
    const tree = this.tree(run);
    const settled = await tree.settled(patience, this.#metrics, () => this.locks.freeLeft(tree));
    const { state, members = [] } = settled;
    const over = tree.current.closed;
    const stuck = [settled, ...members].some((one) => ENDLESS.has(one.state));
    // Its latest run is one that we do not know.
    if (state === 'endless' && over)
      await this.#server.terminate({ id: run }).catch(() => undefined);
    const ends = (!over && state !== 'waiting') || stuck;
    for (const watch of tree.members) if (watch.closed || ends) await this.#clear(watch);
    await this.locks.freeLeft(tree);
    return settled;
  }

  /** Ends whatever is still open, and forgets everything. */
  async reset(): Promise<void> {
    const trees = [...this.#trees.values()];
    this.#trees = new Map();
    this.#roots = new Map();
    this.#served.clear();
    const members = trees.flatMap((tree) => tree.members);
    await Promise.all(members.map((watch) => this.#clear(watch).catch(() => undefined)));
    await Promise.all(trees.map((tree) => this.locks.freeLeft(tree).catch(() => undefined)));
  }

  /** Ends an execution if it is open, and gives back what it holds of time. */
  async #clear(watch: RunWatch): Promise<void> {
    if (!watch.closed) await this.locks.endRun(watch);
    watch.close();
  }

  /** Stops to watch; the runs go on. */
  close(): void {
    for (const tree of this.#trees.values()) for (const watch of tree.members) watch.close();
  }

  #watch(place: Place, run: string, limits: Limits): RunWatch {
    const company: Company = {
      progress: () => this.#trees.get(run)?.progress ?? 0,
      still: async () => ({
        state: await this.#trees.get(run)?.still(this.#served),
        kept: await this.isHeldUp(),
      }),
    };
    return new RunWatch(this.#server, place, company, limits.events);
  }

  #rootOf(execution: Execution): Promise<string> {
    // A workflow id may be used again, under another root.
    const key = `${execution.id} ${execution.runId ?? ''}`;
    const known = this.#roots.get(key);
    if (known) return known;
    const root = this.#server
      .describe(execution)
      .then((description) => description.workflowExecutionInfo?.rootExecution?.workflowId ?? '');
    this.#roots.set(key, root);
    root.catch(() => this.#roots.delete(key));
    return root;
  }

  async #histories(): Promise<HistoryEvent[][]> {
    const trees = [...this.#trees.values()].filter(({ open }) => open.length > 0);
    await Promise.all(trees.map((tree) => tree.readAll().catch(() => undefined)));
    return trees.flatMap(({ open }) => open.map(({ events }) => events));
  }
}

/** States of an execution that would go on for ever. */
const ENDLESS = new Set<Settled['state']>(['broken', 'endless', 'blocked', 'infra']);
