import type { Ledger } from './ledger.ts';
import type {
  Failure,
  HistoryEvent,
  Member,
  Metric,
  Replay,
  RunRequest,
  RunState,
} from './runtime.ts';
import type { RunWorld } from './world.ts';

/** One activity execution in a history, with everything that the server recorded of it. */
export interface ActivityRecord {
  readonly name: string;
  readonly activityId: string;
  readonly input: unknown;
  readonly scheduled: HistoryEvent;
  /** Recorded only when the last attempt is over. */
  readonly started?: HistoryEvent;
  readonly closed?: HistoryEvent;
  readonly outcome: 'completed' | 'failed' | 'timed-out' | 'cancelled' | 'open';
  /** The task queue that it was sent to; absent where that is the workflow's own. */
  readonly taskQueue?: string;
  /** Attempts that the server counted, as far as it recorded them. */
  readonly attempts: number;
}

export interface TimerRecord {
  readonly started: HistoryEvent;
  readonly closed?: HistoryEvent;
  readonly outcome: 'fired' | 'cancelled' | 'open';
  /** Virtual milliseconds. */
  readonly duration: number;
}

const OUTCOMES: Readonly<Record<string, ActivityRecord['outcome']>> = {
  ActivityTaskCompleted: 'completed',
  ActivityTaskFailed: 'failed',
  ActivityTaskTimedOut: 'timed-out',
  ActivityTaskCanceled: 'cancelled',
};

/** What one execution of a run's tree is made of. */
export interface RunFacts extends Pick<Member, 'id' | 'state' | 'events' | 'of' | 'metrics'> {
  readonly workflow: string;
  readonly when: string | undefined;
  readonly reason?: string | undefined;
  readonly member?: string;
  readonly worker: RunRequest['worker'];
  readonly world: RunWorld;
  readonly replay: Replay | undefined;
}

/** A finished run: its history, and what it did to the world. */
export class Run {
  readonly id: string;
  readonly workflow: string;
  /** What the check did to this run, in words. */
  readonly when: string | undefined;
  readonly events: readonly HistoryEvent[];
  readonly state: RunState;
  readonly reason: string | undefined;
  /** Whether its Worker remembered it between workflow tasks. */
  readonly worker: RunRequest['worker'];
  readonly world: RunWorld;
  /** How it went when it was replayed; absent for runs that have not closed. */
  readonly replay: Replay | undefined;
  /** Which execution of its tree this is; empty for the one that was started. */
  readonly member: string;
  /** For a child: the event of its parent that asked for it. */
  readonly of: number | undefined;
  readonly #metrics: readonly Metric[];
  /**
   * All runs of the chain that this one belongs to, each of which but the last continued as new.
   * Nothing but this run where there was no such thing.
   */
  chain: readonly Run[] = [this];
  /** The runs of child workflows, in the order in which this run asked for them. */
  children: readonly Run[] = [];
  #activities: ActivityRecord[] | undefined;

  constructor(facts: RunFacts) {
    this.id = facts.id;
    this.workflow = facts.workflow;
    this.when = facts.when;
    this.events = facts.events;
    this.state = facts.state;
    this.reason = facts.reason;
    this.member = facts.member ?? '';
    this.of = facts.of;
    this.#metrics = facts.metrics ?? [];
    this.worker = facts.worker;
    this.world = facts.world;
    this.replay = facts.replay;
  }

  get ledger(): Ledger {
    return this.world.ledger;
  }

  /** What the workflow returned. */
  get result(): unknown {
    return this.last('WorkflowExecutionCompleted')?.result;
  }

  /** What the workflow failed with. */
  get failure(): Failure | undefined {
    return this.last('WorkflowExecutionFailed')?.failure;
  }

  /** All activities, in the order in which they were scheduled. */
  get activities(): ActivityRecord[] {
    this.#activities ??= this.#readActivities();
    return this.#activities;
  }

  /**
   * The whole chain, each of its runs followed by its children with theirs: every history there is.
   * Given a child, its own chain and what hangs on it.
   */
  get tree(): Run[] {
    return this.chain.flatMap((one) => [one, ...one.children.flatMap(({ tree }) => tree)]);
  }

  /** What workflow code emitted by its metric meter, here and in all that hangs on this run. */
  get metrics(): (Metric & { readonly member: string })[] {
    return this.tree.flatMap((one) =>
      one.#metrics.map((metric) => ({ member: one.member, ...metric })),
    );
  }

  /** Which history of several this is, in words; undefined where there is only one. */
  get title(): string | undefined {
    const link = this.chain.indexOf(this) + 1;
    const number = this.chain.length > 1 ? `run ${link} of ${this.chain.length}` : '';
    if (!this.member.includes('child')) return number ? `History of ${number}:` : undefined;
    return `History of the child ${this.workflow}${number ? `, ${number}` : ''}:`;
  }

  #readActivities(): ActivityRecord[] {
    const belonging = Map.groupBy(this.events, ({ of }) => of);
    return this.all('ActivityTaskScheduled').map((scheduled) => {
      const own = belonging.get(scheduled.id) ?? [];
      const started = own.find(({ type }) => type === 'ActivityTaskStarted');
      const closed = own.find(({ type }) => type in OUTCOMES);
      return {
        name: scheduled.name ?? '',
        activityId: scheduled.activityId ?? '',
        input: scheduled.input?.[0],
        ...(scheduled.taskQueue === undefined ? {} : { taskQueue: scheduled.taskQueue }),
        scheduled,
        ...(started ? { started } : {}),
        ...(closed ? { closed } : {}),
        outcome: (closed && OUTCOMES[closed.type]) ?? 'open',
        attempts: started?.attempt ?? 0,
      };
    });
  }

  /** The activities of one name. */
  activitiesNamed(...names: readonly string[]): ActivityRecord[] {
    return this.activities.filter(({ name }) => names.includes(name));
  }

  get timers(): TimerRecord[] {
    return this.all('TimerStarted').map((started) => {
      const closed = this.events.find(
        ({ of, type }) => of === started.id && (type === 'TimerFired' || type === 'TimerCanceled'),
      );
      const outcome =
        closed === undefined ? 'open' : closed.type === 'TimerFired' ? 'fired' : 'cancelled';
      return { started, ...(closed ? { closed } : {}), outcome, duration: started.duration ?? 0 };
    });
  }

  /** Virtual milliseconds from the first event to the last. */
  get length(): number {
    return (this.events.at(-1)?.at ?? 0) - this.began;
  }

  /** When the first event was recorded, in virtual milliseconds since 1970. */
  get began(): number {
    return this.events[0]?.at ?? 0;
  }

  all(type: string): HistoryEvent[] {
    return this.events.filter((event) => event.type === type);
  }

  last(type: string): HistoryEvent | undefined {
    return this.events.findLast((event) => event.type === type);
  }
}

/** A failure's type; of a timeout also which clock ran out: `TimeoutFailure (start-to-close)`. */
export function typeText({ type, timeout }: Pick<Failure, 'type' | 'timeout'>): string {
  return timeout === undefined ? type : `${type} (${timeout})`;
}

/** The failures from the outermost to the innermost. */
export function causes(failure: Failure | undefined): Failure[] {
  return failure ? [failure, ...causes(failure.cause)] : [];
}
