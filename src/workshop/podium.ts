import { plain } from '../kit/plain.ts';
import type { Pace } from './messages.ts';
import type { RoomBook } from './room-book.ts';
import { newCode } from './secrets.ts';

/** What the instructor sets for all of a room: the door, the words, the timer, the place in the agenda. */
export class Podium {
  readonly #book: RoomBook;
  readonly #changed: () => void;

  /** @param changed is called when something is another than before */
  constructor(book: RoomBook, changed: () => void) {
    this.#book = book;
    this.#changed = changed;
  }

  /** Lets learners in. */
  get code(): string {
    return this.#book.fact('code') ?? this.#newCode();
  }

  /** Whether newcomers are let in. */
  get isOpen(): boolean {
    return this.#book.fact('closed') === undefined;
  }

  get pace(): Pace | undefined {
    const kept = this.#book.fact('pace');
    return kept === undefined ? undefined : (JSON.parse(kept) as Pace);
  }

  /** Says something to all; nothing takes down what was said before. */
  say(text: string): void {
    this.#book.say(plain(text).trim(), Date.now());
    this.#changed();
  }

  /** Times something for all; without minutes, nothing is timed any more. */
  time(minutes: number | undefined, label: string): void {
    const timer = minutes && { ends: Date.now() + minutes * 60_000, label: plain(label) };
    this.#book.setFact('timer', timer ? JSON.stringify(timer) : undefined);
    this.#changed();
  }

  /** Goes on in the agenda. */
  goTo(place: Pick<Pace, 'agenda' | 'session' | 'part'> | undefined): void {
    const now = Date.now();
    const { pace } = this;
    const same = pace && place?.agenda === pace.agenda && place.session === pace.session;
    const next = place && { ...place, began: same ? pace.began : now, partBegan: now };
    this.#book.setFact('pace', next && JSON.stringify(next));
    // What was timed and said belongs to what is over.
    if (this.said) this.#book.say('', now);
    this.time(undefined, '');
  }

  /** Lets newcomers in by another code. */
  renewCode(): void {
    this.#newCode();
    this.#changed();
  }

  showNames(shown: boolean): void {
    this.#book.setFact('nameless', shown ? undefined : 'yes');
    this.#changed();
  }

  letIn(open: boolean): void {
    this.#book.setFact('closed', open ? undefined : 'yes');
    this.#changed();
  }

  /** What is timed for all, and when that ends: milliseconds since 1970. */
  get timer(): { ends: number; label: string } | undefined {
    const kept = this.#book.fact('timer');
    return kept === undefined ? undefined : (JSON.parse(kept) as { ends: number; label: string });
  }

  /** What was said to all last. */
  get said(): { id: number; text: string; at: number } | undefined {
    const said = this.#book.lastSaid();
    return said?.text === '' ? undefined : said;
  }

  /** Whether the wall shows no names. */
  get isNameless(): boolean {
    return this.#book.fact('nameless') !== undefined;
  }

  #newCode(): string {
    const code = newCode();
    this.#book.setFact('code', code);
    return code;
  }
}
