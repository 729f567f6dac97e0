import { wrap } from '../kit/diagnosis.ts';
import { clock } from '../kit/duration.ts';
import { eventText, isBookkeeping } from '../kit/lines.ts';
import type { HistoryEvent } from '../kit/runtime.ts';
import type { Chaos, Histories, Moment } from '../runtime/reaper.ts';
import type { Fate } from './fate.ts';
import { lastWords } from './kills.ts';
import { paint } from './paint.ts';
import { plain } from './plain.ts';

/** So often it is looked for new events, in real milliseconds. */
const LOOK_MS = 100;
const NUMBER_COLUMNS = 4;
const TIME_COLUMNS = 13;

/** Tells what happens to a run while its Workers are killed, line by line as it comes. */
export class ChaosScreen implements Chaos {
  readonly #fate: Fate;
  readonly #print: (line: string) => void;
  readonly #width: number;
  /** How many events were told, of each execution. */
  readonly #told = new Map<string, number>();
  /** Runs of whose replay nobody has heard since the last Worker took over. */
  readonly #fresh = new Set<string>();
  #runs: string[] = [];
  #histories: Histories = async () => ({});
  #telling: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  /** Whether a Worker is being killed: what comes of it is told after that. */
  #dying = false;
  /** When a Worker was killed. */
  readonly kills: Moment[] = [];

  /** @param width columns */
  constructor(fate: Fate, print: (line: string) => void, width: number) {
    this.#fate = fate;
    this.#print = print;
    this.#width = width;
  }

  begins(histories: Histories): void {
    this.#fate.begin();
    this.#histories = histories;
    this.#told.clear();
    this.#fresh.clear();
    this.#runs = [];
    this.kills.length = 0;
  }

  async strikes(moment: Moment): Promise<boolean> {
    if (!this.#runs.includes(moment.run)) this.#runs.push(moment.run);
    this.#timer ??= setInterval(() => void this.#look(), LOOK_MS);
    // What led to it is told first.
    await this.#look();
    this.#dying = this.#fate.strikes(moment);
    return this.#dying;
  }

  struck(moment: Moment, { killed, next }: { killed: number; next: number }): void {
    this.kills.push(moment);
    this.#dying = false;
    for (const run of this.#runs) this.#fresh.add(run);
    this.#say('bad', '✗', `kill -9 ${killed}: ${lastWords(moment)}.`);
    this.#say('good', '↻', `Another Worker takes over: process ${next}.`);
  }

  async replayed(run: string, member: string, event: number): Promise<void> {
    if (!this.#fresh.delete(run)) return;
    await this.#look();
    const name = member === '' ? '' : ` of ${member}`;
    this.#say('good', '↻', `It knows nothing, and replays events 1 to ${event}${name}.`);
  }

  /** Tells the rest. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#look();
  }

  /** Tells of all events that are new. */
  #look(): Promise<void> {
    this.#telling = this.#telling.then(async () => {
      for (const run of this.#runs) {
        const histories = await this.#histories(run).catch(() => ({}));
        if (this.#dying) return;
        for (const [member, events] of Object.entries(histories)) this.#tell(run, member, events);
      }
    });
    return this.#telling;
  }

  #tell(run: string, member: string, events: readonly HistoryEvent[]): void {
    const key = `${run} ${member}`;
    const began = events[0]?.at ?? 0;
    for (const event of events.slice(this.#told.get(key) ?? 0)) {
      if (isBookkeeping(event) && event.id > 1) continue;
      const number = String(event.id).padStart(NUMBER_COLUMNS);
      const time = clock(event.at - began).padEnd(TIME_COLUMNS);
      const whose = [
        ...(this.#runs.length > 1 ? [`run ${this.#runs.indexOf(run) + 1}`] : []),
        member,
      ];
      const told = [...whose.filter(Boolean), plain(eventText(event, events))].join(': ');
      this.#lines(`${number}  ${time} `, told);
    }
    this.#told.set(key, events.length);
  }

  #say(tone: 'good' | 'bad', mark: string, text: string): void {
    this.#lines(`   ${mark}  `, text, (line) => paint(tone, line));
  }

  #lines(head: string, text: string, colour = (line: string) => line): void {
    const margin = ' '.repeat(head.length);
    for (const [index, line] of wrap(text, this.#width - head.length).entries()) {
      this.#print(colour(`${index === 0 ? head : margin}${line}`));
    }
  }
}
