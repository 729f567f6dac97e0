import type { Ledger } from './ledger.ts';
import type { Failure, HistoryEvent, Replay, RunState, Settled } from './runtime.ts';
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

/** A finished run: its history, and what it did to the world. */
export class Run {
  readonly id: string;
  readonly workflow: string;
  /** What the check did to this run, in words. */
  readonly when: string | undefined;
  readonly events: readonly HistoryEvent[];
  readonly state: RunState;
  readonly reason: string | undefined;
  readonly world: RunWorld;
  /** How it went when it was replayed; absent for runs that have not closed. */
  readonly replay: Replay | undefined;

  constructor(facts: {
    id: string;
    workflow: string;
    when: string | undefined;
    settled: Settled;
    world: RunWorld;
    replay: Replay | undefined;
  }) {
    this.id = facts.id;
    this.workflow = facts.workflow;
    this.when = facts.when;
    this.events = facts.settled.events;
    this.state = facts.settled.state;
    this.reason = facts.settled.reason;
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
    return this.all('ActivityTaskScheduled').map((scheduled) => {
      const own = this.events.filter(({ of }) => of === scheduled.id);
      const started = own.find(({ type }) => type === 'ActivityTaskStarted');
      const closed = own.find(({ type }) => type in OUTCOMES);
      return {
        name: scheduled.name ?? '',
        activityId: scheduled.activityId ?? '',
        input: scheduled.input?.[0],
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

/** The failures from the outermost to the innermost. */
export function causes(failure: Failure | undefined): Failure[] {
  return failure ? [failure, ...causes(failure.cause)] : [];
}
