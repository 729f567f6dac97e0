import type { ScheduleLocalActivity } from './lang-command.ts';
import type { LocalActivity } from './machines/local-activity.ts';
import type { LocalMarker } from './markers.ts';

/** What a Worker has to do about a run's local activities. */
export interface LocalWork {
  readonly start: readonly ScheduleLocalActivity[];
  readonly stop: readonly number[];
}

/** The local activities of one run that are asked for, executed, or known. Source: local_acts.rs. */
export class LocalActivities {
  #asked: ScheduleLocalActivity[] = [];
  #stops: number[] = [];
  readonly #executing = new Set<number>();
  #known: LocalMarker[] = [];
  #ending = false;

  /** How many are asked for or executed, and not done. */
  get outstanding(): number {
    return this.#ending ? 0 : this.#executing.size + this.#asked.length;
  }

  enqueue(activity: ScheduleLocalActivity): void {
    this.#asked.push(activity);
  }

  done(seq: number): void {
    this.#asked = this.#asked.filter((asked) => asked.seq !== seq);
    this.#executing.delete(seq);
  }

  /** Its code cancels one: what the history knows of it counts, or it is not begun, or stopped. */
  stop(machine: LocalActivity, seq: number): void {
    const known = this.takeKnown(seq);
    if (known) return machine.resolveAsKnown(known);
    const asked = this.#asked.find((one) => one.seq === seq);
    if (!asked) {
      this.#stops.push(seq);
      return;
    }
    this.#asked = this.#asked.filter((one) => one !== asked);
    machine.resolve({
      kind: 'cancelled',
      failure: { canceledFailureInfo: {} },
      attempt: asked.attempt,
    });
  }

  /** The run is about to end: nobody waits for any of them. */
  end(): void {
    this.#ending = true;
  }

  /** What is to be done now; it is handed out once. */
  take(): LocalWork {
    const stop = this.#ending ? [...this.#executing] : this.#stops.splice(0);
    const start = this.#ending ? [] : this.#asked.splice(0);
    if (this.#ending) this.#executing.clear();
    for (const { seq } of start) this.#executing.add(seq);
    return { start, stop };
  }

  know(marker: LocalMarker): void {
    this.#known.push(marker);
  }

  nextKnown(): LocalMarker | undefined {
    return this.#known[0];
  }

  takeKnown(seq: number): LocalMarker | undefined {
    const found = this.#known.find((marker) => marker.seq === seq);
    this.#known = this.#known.filter((marker) => marker !== found);
    return found;
  }
}
