import { Attempts } from '../../kit/attempts.ts';
import { isIdle, tasksForNobody } from '../../kit/idle.ts';
import { whole } from '../../kit/failure-text.ts';
import { MAX_EVENTS, MAX_MEMBERS, MAX_RUNS } from '../../kit/limits.ts';
import { below, eventIn, memberName, type Place } from '../../kit/place.ts';
import type { HistoryEvent, Limits, Member, Metric, RunState } from '../../kit/runtime.ts';
import type { Execution } from '../server/execution.ts';
import { isRepeated, readEvent, readFailure } from './read-event.ts';

const STATES = {
  completed: 'completed',
  failed: 'failed',
  canceled: 'cancelled',
  terminated: 'terminated',
  'timed-out': 'timed-out',
  'continued-as-new': 'continued',
} as const satisfies Record<NonNullable<Execution['status']>, RunState>;

/** Why an execution will not end. */
export interface Trouble {
  readonly state: RunState;
  readonly reason?: string;
}

/** One execution of a run's tree, with what a suite hears of it. */
export class TreeMember {
  readonly execution: Execution;
  readonly place: Place;
  readonly attempts = new Attempts((reason) => this.stop('endless', reason));
  trouble: Trouble | undefined;
  readonly #maxEvents: number;
  readonly #events: HistoryEvent[] = [];
  #ownQueue: string | undefined;
  /** How many events were examined. */
  #examined = 0;

  constructor(execution: Execution, place: Place, { events = MAX_EVENTS }: Limits) {
    this.execution = execution;
    this.place = place;
    this.#maxEvents = events;
  }

  get name(): string {
    return memberName(this.place);
  }

  /** All events so far. */
  get events(): HistoryEvent[] {
    const recorded = this.execution.history.events;
    for (let index = this.#events.length; index < recorded.length; index += 1) {
      const next = recorded[index];
      if (!next) break;
      const event = this.#named(readEvent(next));
      if (event.id === 1) this.#ownQueue = event.taskQueue;
      this.#events.push(eventIn(this.name, event, this.#ownQueue));
    }
    return [...this.#events];
  }

  get state(): RunState | undefined {
    return this.execution.status && STATES[this.execution.status];
  }

  stop(state: RunState, reason?: string): void {
    this.trouble ??= { state, ...(reason === undefined ? {} : { reason }) };
  }

  /** Looks for what tells that it will not end. */
  examine(): void {
    if (this.trouble || this.execution.isClosed) return;
    const { events } = this.execution.history;
    const news = events.slice(this.#examined);
    this.#examined = events.length;
    for (const event of news) {
      if (event.type !== 'WorkflowTaskFailed' || isRepeated(event)) continue;
      const { failure } = event.attributes;
      return this.stop('broken', whole(failure && readFailure(failure)));
    }
    if (events.length > this.#maxEvents) this.stop('endless');
  }

  /** An update's completion is told by the name of the update. */
  #named(event: HistoryEvent): HistoryEvent {
    if (event.type !== 'WorkflowExecutionUpdateCompleted') return event;
    const accepted = this.#events.find(({ id }) => id === event.of);
    return accepted?.name ? { ...event, name: accepted.name } : event;
  }
}

/** A run with everything that belongs to it: the runs that it continues as, and children. */
export class Tree {
  readonly #limits: Limits;
  /** By run id, parents before their children. */
  readonly #members = new Map<string, TreeMember>();
  #current: TreeMember;

  constructor(root: Execution, limits: Limits) {
    this.#limits = limits;
    this.#current = this.#add(root, { id: root.workflowId, runId: root.runId, base: '', link: 1 });
  }

  get members(): TreeMember[] {
    return [...this.#members.values()];
  }

  /** The last run of the chain that was started. */
  get current(): TreeMember {
    return this.#current;
  }

  get open(): TreeMember[] {
    return this.members.filter(({ execution }) => !execution.isClosed);
  }

  member(name: string): TreeMember {
    const found = this.members.find((member) => member.name === name);
    if (!found) throw new Error(`The run '${this.#current.place.id}' has no member '${name}'.`);
    return found;
  }

  find(execution: Execution): TreeMember | undefined {
    return this.#members.get(execution.runId);
  }

  /** The id was started again: one more run, after those that are known. */
  follow(execution: Execution): void {
    if (this.#members.has(execution.runId)) return;
    const { place } = this.#current;
    const next = { ...place, runId: execution.runId, link: place.link + 1 };
    this.#current = this.#add(execution, next);
  }

  /** Takes in an execution that one of the members began. @returns whether one did */
  adopt(execution: Execution): boolean {
    if (this.#members.has(execution.runId)) return true;
    const { continuedRunId, parent } = execution.origin;
    const before = continuedRunId === undefined ? undefined : this.#members.get(continuedRunId);
    const of = parent?.initiatedEventId;
    const asker = before ? undefined : parent && this.#members.get(parent.execution.runId);
    if (!before && !asker) return false;
    if (this.#members.size >= MAX_MEMBERS) {
      this.#current.stop('endless');
      return true;
    }
    const { runId, workflowId: id } = execution;
    if (before) {
      const { place } = before;
      if (place.link >= (this.#limits.runs ?? MAX_RUNS)) {
        this.#current.stop('endless');
        return true;
      }
      const next = this.#add(execution, { ...place, runId, link: place.link + 1 });
      if (before === this.#current) this.#current = next;
    } else if (asker && of !== undefined) {
      const number = childNumber(asker.execution, of);
      const base = below(asker.name, `child${number}`);
      this.#add(execution, { id, runId, link: 1, base, of });
    }
    return true;
  }

  /** Whether something in it will not end, as far as can be seen from its histories. */
  examine(): boolean {
    for (const member of this.#members.values()) member.examine();
    return this.members.some(({ trouble }) => trouble !== undefined);
  }

  /** Whether it waits for something that will not come. */
  waits(served: ReadonlySet<string>): boolean {
    const { open } = this;
    return (
      open.some(({ events }) => tasksForNobody(events, served).length > 0) ||
      (open.length > 0 && open.every(({ events }) => isIdle(events, 'but for children')))
    );
  }

  /**
   * What a suite is told of each.
   *
   * @param rest how those stand that are open
   * @param metricsOf what a run's code emitted
   */
  told(rest: Trouble, metricsOf: (runId: string) => readonly Metric[]): Member[] {
    return this.members.map((member) => {
      const { trouble, state, place, name, events } = member;
      const { state: told, reason } = trouble ?? (state ? { state } : rest);
      return {
        member: name,
        id: place.id,
        state: told,
        events: trouble
          ? events.filter(({ type }) => type !== 'WorkflowExecutionTerminated')
          : events,
        metrics: metricsOf(place.runId),
        ...(place.of === undefined ? {} : { of: place.of }),
        ...(reason === undefined ? {} : { reason }),
      };
    });
  }

  #add(execution: Execution, place: Place): TreeMember {
    const member = new TreeMember(execution, place, this.#limits);
    this.#members.set(execution.runId, member);
    return member;
  }
}

/** The number of a child among those that its parent asked for, from 1. */
function childNumber(parent: Execution, initiatedEventId: number): number {
  return parent.history.events.filter(
    ({ type, eventId }) =>
      type === 'StartChildWorkflowExecutionInitiated' && eventId <= initiatedEventId,
  ).length;
}
