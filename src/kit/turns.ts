import { isEnded } from './moment.ts';
import type { ActivityTask, HistoryEvent, Runtime } from './runtime.ts';
import type { Fault } from './world.ts';

/** How long a run may show nothing new while an answer waits for its turn, in real milliseconds. */
const SILENCE_MS = 20_000;
const LOOK_AGAIN_MS = 3;

/** The place of an activity among those that wait for an answer; the lowest is answered first. */
export type Place = (task: ActivityTask) => number;

/**
 * The activities are answered one at a time, in an order of the check's choosing, whatever the
 * order in which they were scheduled. Each answer comes only when the workflow has done all that
 * it can without it; so each run of one answer has one history, however busy the machine is.
 *
 * The place of an activity counts among those that are open: one that is not scheduled yet can't
 * come first. Only first attempts wait for a turn. Use a new fault for each run.
 *
 * @param fault what else goes wrong when it is an activity's turn
 * @param meanwhile acts on the run when so many were answered, and before the next one is
 */
export function inTurn(
  runtime: Runtime,
  place: Place,
  { fault = async (_, act) => act(), meanwhile }: { fault?: Fault; meanwhile?: Meanwhile } = {},
): Fault {
  const turns = new Turns(runtime, place, meanwhile);
  return async (task, act, world) => {
    if (task.attempt > 1) return fault(task, act, world);
    await turns.wait(task);
    const reply = await fault(task, act, world);
    const again = reply.kind === 'lost' || (reply.kind === 'failed' && reply.failure.retryable);
    turns.answered(task, again);
    return reply;
  };
}

export interface Meanwhile {
  /** How many were answered. */
  readonly after: number;
  readonly act: (run: string) => Promise<void>;
}

/** Who of one run's activities is answered next. */
export class Turns {
  readonly #runtime: Runtime;
  readonly #place: Place;
  #meanwhile: Meanwhile | undefined;
  /** By activity id. */
  readonly #waiting = new Map<string, { task: ActivityTask; begin: () => void }>();
  /** Those that had their turn, and will have another attempt. */
  readonly #repeated = new Set<string>();
  #count = 0;
  #going: Promise<void> | undefined;

  constructor(runtime: Runtime, place: Place, meanwhile?: Meanwhile) {
    this.#runtime = runtime;
    this.#place = place;
    this.#meanwhile = meanwhile;
  }

  /** Waits until it is this activity's turn. */
  async wait(task: ActivityTask): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.set(task.activityId, { task, begin: resolve });
    this.#going ??= this.#goOn(task.run);
    await Promise.race([promise, this.#going.then(() => promise)]);
  }

  /** The activity's turn is over. */
  answered({ activityId }: ActivityTask, again: boolean): void {
    if (again) this.#repeated.add(activityId);
  }

  async #goOn(run: string): Promise<void> {
    let seen = 0;
    let until = performance.now() + SILENCE_MS;
    try {
      while (this.#waiting.size > 0) {
        const histories = Object.values(await this.#runtime.histories(run));
        const recorded = histories.reduce((sum, { length }) => sum + length, 0);
        if (recorded > seen) until = performance.now() + SILENCE_MS;
        seen = recorded;
        const open = histories.filter((events) => !isEnded(events));
        if (open.length === 0 || open.some(hasFailed)) {
          this.#everybody();
        } else if (!open.every((events) => this.#rests(events))) {
          if (performance.now() > until) throw new Error(`The run ${run} does not come to rest.`);
          await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
        } else if (this.#meanwhile?.after === this.#count) {
          const { act } = this.#meanwhile;
          this.#meanwhile = undefined;
          const last = (await this.#runtime.history(run)).at(-1)?.id ?? 0;
          await act(run);
          await this.#runtime.resting(run, last);
        } else {
          this.#next();
        }
      }
    } finally {
      this.#going = undefined;
    }
  }

  /** Whether nothing more happens before somebody is answered. */
  #rests(events: readonly HistoryEvent[]): boolean {
    const task = events.findLast(({ type }) => type.startsWith('WorkflowTask'));
    if (task?.type !== 'WorkflowTaskCompleted') return false;
    const closed = new Set(events.flatMap(({ type, of }) => (CLOSES.test(type) ? [of] : [])));
    return events
      .filter(({ id, type }) => type === 'ActivityTaskScheduled' && !closed.has(id))
      .every(({ activityId: id = '' }) => this.#waiting.has(id) || this.#repeated.has(id));
  }

  #next(): void {
    const [first] = [...this.#waiting.values()].toSorted(
      (one, other) => this.#place(one.task) - this.#place(other.task),
    );
    if (first) this.#begin(first.task.activityId);
  }

  #everybody(): void {
    for (const activityId of this.#waiting.keys()) this.#begin(activityId);
  }

  #begin(activityId: string): void {
    const { begin } = this.#waiting.get(activityId) ?? {};
    this.#waiting.delete(activityId);
    this.#count += 1;
    begin?.();
  }
}

const CLOSES = /^ActivityTask(Completed|Failed|TimedOut|Canceled)$/;

/** Whether the workflow's code fails, so that no answer makes a difference any more. */
function hasFailed(events: readonly HistoryEvent[]): boolean {
  const task = events.findLast(({ type }) => /^WorkflowTask(Completed|Failed)$/.test(type));
  return task?.type === 'WorkflowTaskFailed';
}
