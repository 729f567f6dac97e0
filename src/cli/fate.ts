import { createHash } from 'node:crypto';
import type { Moment } from '../runtime/reaper.ts';

/** At so many of the moments that come, a Worker is killed. */
const SHARE = 0.2;
/** Whoever was killed twice over one thing gets it done the third time. */
const MOST_ATTEMPTS = 2;

/** What decides when Workers are killed. */
export interface FateOptions {
  /** One seed kills at the same moments of the same run, each time. */
  readonly seed: number;
  /** Kills no more often than this. */
  readonly kills: number;
  /** Kills where the work on these events begins, and nowhere else. */
  readonly at: readonly number[];
}

/** Chooses the moments at which a Worker is killed: by its seed, or as told. */
export class Fate {
  readonly #options: FateOptions;
  #kills = 0;
  #due: number[] = [];

  constructor(options: FateOptions) {
    this.#options = options;
    this.begin();
  }

  /** Everything from the beginning. */
  begin(): void {
    this.#kills = 0;
    this.#due = [...this.#options.at].sort((a, b) => a - b);
  }

  /** Whether the Worker is killed at this moment. */
  strikes(moment: Moment): boolean {
    const { at, kills } = this.#options;
    const hit = at.length > 0 ? this.#isDue(moment) : this.#kills < kills && this.#falls(moment);
    if (hit) this.#kills += 1;
    return hit;
  }

  /** The first moment at which somebody works on an event that was named, or on a later one. */
  #isDue({ kind, event }: Moment): boolean {
    const due = this.#due[0];
    // Of an activity, the moment that matters is when it took effect, and nobody knows.
    if (due === undefined || event < due || kind === 'before' || kind === 'call') return false;
    this.#due.shift();
    return true;
  }

  /** By the moment's name and not by its turn: what happens at once may come in any order. */
  #falls({ kind, member, event, name = '', service = '', attempt = 1 }: Moment): boolean {
    if (attempt > MOST_ATTEMPTS) return false;
    const moment = [this.#options.seed, kind, member, event, name, service, attempt].join(' ');
    const hash = createHash('sha256').update(moment).digest().readUInt32BE();
    return hash / 2 ** 32 < SHARE;
  }
}
