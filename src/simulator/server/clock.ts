/** Something that is to happen at a moment. */
interface Alarm {
  readonly at: number;
  readonly order: number;
  readonly ring: () => void;
}

/** Stops an alarm; it does no harm when the alarm has rung. */
export type Cancel = () => void;

/** Time that passes only when somebody lets it. In milliseconds since 1970. */
export class VirtualClock {
  #now: number;
  #order = 0;
  /** Sorted: the next one last. */
  #alarms: Alarm[] = [];

  constructor(start: number) {
    this.#now = start;
  }

  get now(): number {
    return this.#now;
  }

  /** When the next alarm rings. */
  get next(): number | undefined {
    return this.#alarms.at(-1)?.at;
  }

  /** Rings after so many milliseconds; alarms of one moment ring in the order they were set. */
  after(delay: number, ring: () => void): Cancel {
    const alarm: Alarm = { at: this.#now + Math.max(0, delay), order: (this.#order += 1), ring };
    let [low, high] = [0, this.#alarms.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#alarms[middle];
      if (other && isLater(other, alarm)) low = middle + 1;
      else high = middle;
    }
    this.#alarms.splice(low, 0, alarm);
    return () => {
      const index = this.#alarms.indexOf(alarm);
      if (index >= 0) this.#alarms.splice(index, 1);
    };
  }

  /** Jumps to the next alarm, and rings it. */
  advance(): void {
    const alarm = this.#alarms.pop();
    if (!alarm) return;
    this.#now = Math.max(this.#now, alarm.at);
    alarm.ring();
  }

  /** A moment passes, as it does while somebody is at work; nothing is jumped over. */
  tick(): void {
    this.#now = Math.min(this.#now + 1, Math.max(this.#now, this.next ?? Infinity));
  }

  /** Jumps to a moment before which nothing rings. */
  passTo(moment: number): void {
    this.#now = Math.max(this.#now, moment);
  }
}

function isLater(a: Alarm, b: Alarm): boolean {
  return a.at > b.at || (a.at === b.at && a.order > b.order);
}
