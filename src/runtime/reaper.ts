import type { ActivityReply, ActivityTask, Runtime } from '../kit/runtime.ts';
import type { DecidedTask } from './host-protocol.ts';
import type { Runs } from './runs.ts';

/** A moment at which the answer's Worker can be killed. */
export interface Moment {
  /**
   * `task`: workflow code has run, and the server does not know yet what it decided. `before`,
   * `after`: an attempt of an activity begins, or has done its work and not told of it. `call`: it
   * has called a service, and goes on.
   */
  readonly kind: 'task' | 'before' | 'after' | 'call';
  /** The workflow id under which a suite started the run. */
  readonly run: string;
  /** Which execution of the run's tree it is in: see `Member.member`. */
  readonly member: string;
  /** The last event that the workflow task was given, or the one that scheduled the activity. */
  readonly event: number;
  /** The activity's name. */
  readonly name?: string;
  /** The service that it has called. */
  readonly service?: string;
  /** Which attempt of the activity, from 1. */
  readonly attempt?: number;
}

/** Decides when a Worker is killed, and hears of what became of it. */
export interface Chaos {
  /** An answer has been loaded, and nobody has been killed yet. */
  begins(histories: Histories): void;
  /** Whether the Worker is to be killed at this moment. It is asked once for each. */
  strikes(moment: Moment): Promise<boolean>;
  /** It was: one process has ended, and another has taken over. */
  struck(moment: Moment, processes: { readonly killed: number; readonly next: number }): void;
  /** A Worker that did not know a run has replayed it, up to this event. */
  replayed(run: string, member: string, event: number): Promise<void>;
}

/** Reads what has happened in a run so far. */
export type Histories = Runtime['histories'];

const LOST: ActivityReply = { kind: 'lost' };

/** Kills the answer's host at moments that somebody chooses. */
export class Reaper {
  readonly #chaos: Chaos;
  readonly #runs: Pick<Runs, 'all' | 'tree'>;
  readonly #replace: () => Promise<{ killed: number; next: number }>;
  /** Ends when the host that is there can work. */
  #ready = Promise.resolve();
  #killed = 0;
  #rests = true;
  /** Activities around which the Worker may be killed, by run; all where nothing is said. */
  readonly #around = new Map<string, readonly string[]>();

  /** @param replace kills the host that is there, and starts another in its place */
  constructor(
    chaos: Chaos,
    runs: Pick<Runs, 'all' | 'tree'>,
    replace: () => Promise<{ killed: number; next: number }>,
  ) {
    this.#chaos = chaos;
    this.#runs = runs;
    this.#replace = replace;
  }

  /** An answer is loaded, and its suite begins. */
  begin(): void {
    this.#chaos.begins(this.#histories);
    this.#rests = false;
  }

  /** Nobody is killed while an answer is being loaded. */
  rest(): void {
    this.#rests = true;
    this.#around.clear();
  }

  /** In this run, the Worker is killed around these activities alone, and in workflow tasks. */
  onlyAround(run: string, activities: readonly string[]): void {
    this.#around.set(run, activities);
  }

  /** Performs an attempt as a Worker does that may be killed meanwhile. */
  async perform(task: ActivityTask, work: () => Promise<ActivityReply>): Promise<ActivityReply> {
    await this.#ready;
    const generation = this.#killed;
    const about = await this.#about(task);
    if (await this.#meets({ ...about, kind: 'before' })) return LOST;
    const reply = await work();
    // Somebody was killed over something else meanwhile, and this attempt went with the process.
    if (generation !== this.#killed) return LOST;
    return (await this.#meets({ ...about, kind: 'after' })) ? LOST : reply;
  }

  /** The answer's own activity has called a service, and hears of it. */
  async called(task: ActivityTask, service: string, reply: ActivityReply): Promise<ActivityReply> {
    const moment = { ...(await this.#about(task)), kind: 'call', service } as const;
    return (await this.#meets(moment)) ? LOST : reply;
  }

  /** A workflow task was worked at; the host waits to tell the server. */
  async decided({ runId, event, replayed }: DecidedTask): Promise<void> {
    for (const tree of this.#runs.all) {
      const watch = tree.execution(runId);
      if (!watch) continue;
      const about = { run: tree.current.id, member: watch.member };
      if (replayed !== undefined) await this.#chaos.replayed(about.run, about.member, replayed);
      await this.#meets({ ...about, kind: 'task', event });
    }
  }

  readonly #histories: Histories = async (run) => this.#runs.tree(run).histories();

  async #about({ run, member, name, attempt, activityId }: ActivityTask) {
    const { [member]: events = [] } = await this.#histories(run);
    const scheduled = events.find((event) => event.activityId === activityId);
    return { run, member, name, attempt, event: scheduled?.id ?? 0 };
  }

  /** Whether this moment is the Worker's last. */
  async #meets(moment: Moment): Promise<boolean> {
    if (this.#rests) return false;
    const { run, name } = moment;
    if (name !== undefined && !(this.#around.get(run)?.includes(name) ?? true)) return false;
    const generation = this.#killed;
    await this.#ready;
    // Whoever waited here has died with the others.
    if (generation !== this.#killed) return true;
    const struck = await this.#chaos.strikes(moment);
    if (generation !== this.#killed) return true;
    if (!struck) return false;
    this.#killed += 1;
    const replaced = this.#replace();
    this.#ready = replaced.then(() => undefined);
    this.#ready.catch(() => undefined);
    this.#chaos.struck(moment, await replaced);
    return true;
  }
}
