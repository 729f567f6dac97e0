import type { KataFacts } from './facts.ts';
import type { Hand, HandRaised, Person, SeatEvent } from './messages.ts';
import { People } from './people.ts';
import { Podium } from './podium.ts';
import { RoomBook, type EventRow } from './room-book.ts';
import { newToken, tokenHash } from './secrets.ts';

/** What changed: the people of these seats, or what concerns all. */
export interface Change {
  readonly people: readonly number[];
  readonly all: boolean;
}

/** What opens the board, which nobody may guess: for the instructor, and for a browser. */
const SECRETS = [
  ['secret', newToken],
  ['cookie', newToken],
] as const;

/** A kata, as far as a room has to know it. */
export type KnownKata = Pick<KataFacts, 'slug' | 'checks'>;

/** How many people a room holds. */
export const ROOM_FOR = 1000;

/** One workshop: who sits where, how they stand, whose hand is up, what is said to all. */
export class Room {
  /** What the instructor sets for all. */
  readonly podium: Podium;
  readonly #book: RoomBook;
  readonly #people = new People();
  readonly #tokens = new Map<string, number>();
  readonly #listeners = new Set<(change: Change) => void>();
  /** The ids of the checks of each kata that there is. */
  readonly #checks: ReadonlyMap<string, ReadonlySet<string>>;
  #hands: readonly Hand[];
  #unwritten = false;

  private constructor(book: RoomBook, katas: readonly KnownKata[]) {
    this.#book = book;
    this.podium = new Podium(book, () => this.#changed([], true));
    this.#checks = new Map(
      katas.map(({ slug, checks }) => [slug, new Set(checks.map(({ id }) => id))]),
    );
    for (const { id, name, left } of book.seats()) this.#people.add(id, name, left);
    for (const event of book.events()) this.#apply(event);
    this.#hands = book.hands();
  }

  /**
   * Opens the room that a file holds, or a new one.
   *
   * @param katas those that there are; of others, nothing is noted
   * @param title what a new room is called
   * @throws CourseError when the file is no room
   */
  static open(path: string, katas: readonly KnownKata[], title?: string): Room {
    const book = new RoomBook(path);
    if (title !== undefined || book.fact('title') === undefined) {
      book.setFact('title', title ?? 'Durable Dojo');
    }
    for (const [name, make] of SECRETS) {
      if (book.fact(name) === undefined) book.setFact(name, make());
    }
    return new Room(book, katas);
  }

  get title(): string {
    return this.#known('title');
  }

  /** Opens the board; only the instructor has it. */
  get secret(): string {
    return this.#known('secret');
  }

  /** What a browser keeps to which the secret was told; cookies go to every port of a machine. */
  get cookie(): string {
    return this.#known('cookie');
  }

  get hands(): readonly Hand[] {
    return this.#hands;
  }

  /** Is told of every change from now on, until what is returned is called. */
  follow(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Gives somebody a seat; `undefined` when all are taken. */
  join(wanted: string): { token: string; name: string } | undefined {
    if (this.#people.size >= ROOM_FOR) return undefined;
    const name = this.#people.freeName(wanted);
    const token = newToken();
    const seat = this.#book.addSeat(name, tokenHash(token), Date.now());
    this.#people.add(seat, name);
    this.#changed([seat]);
    return { token, name };
  }

  /** Has somebody back in their seat, perhaps under another name; gives the one that was free. */
  seatAgain(seat: number, wanted: string): string {
    const name = this.#people.freeName(wanted, seat);
    this.#book.rename(seat, name);
    this.#book.setLeft(seat, undefined);
    this.#people.seatAgain(seat, name);
    this.#changed([seat]);
    return name;
  }

  /** The seat that a token belongs to. */
  seatOf(token: string): number | undefined {
    const hash = tokenHash(token);
    const seat = this.#tokens.get(hash) ?? this.#book.seatOf(hash);
    if (seat !== undefined) this.#tokens.set(hash, seat);
    return seat;
  }

  /** Somebody says goodbye; what they did stays. */
  sayGoodbye(seat: number): void {
    this.#book.setLeft(seat, Date.now());
    this.#people.leave(seat);
    this.lowerHands({ seat });
    this.#changed([seat]);
  }

  /** Forgets somebody with all that came from them. */
  forget(seat: number): void {
    this.#book.removeSeat(seat);
    this.#people.remove(seat);
    for (const [hash, of] of this.#tokens) if (of === seat) this.#tokens.delete(hash);
    this.#hands = this.#book.hands();
    this.#changed([seat], true);
  }

  /** Whether there is such a kata. */
  knows(kata: string): boolean {
    return this.#checks.has(kata);
  }

  /** Notes what a seat sends. What was noted before, or means nothing here, is not noted. */
  note(seat: number, events: readonly SeatEvent[]): void {
    const meant = events.flatMap((event) => this.#meant(event) ?? []);
    const fresh = this.#written(() => this.#book.addEvents(seat, meant, Date.now()));
    for (const event of fresh) this.#apply(event);
    if (fresh.length > 0) this.#changed([seat]);
  }

  /** Counts a connection more or less of a seat. */
  connected(seat: number, by: 1 | -1): void {
    if (this.#people.connected(seat, by)) this.#changed([seat]);
  }

  connectionsOf(seat: number): number {
    return this.#people.connectionsOf(seat);
  }

  /** Raises a seat's hand; false where all hands show too much already. */
  raiseHand(seat: number, hand: HandRaised): boolean {
    const raised = this.#written(() => this.#book.raiseHand(seat, hand, Date.now()));
    if (raised) this.#handsChanged();
    return raised;
  }

  /** What a hand that is up shows. */
  shownBy(hand: number): HandRaised | undefined {
    return this.#book.shownBy(hand);
  }

  seeTo(hand: number): void {
    this.#book.seeTo(hand, Date.now());
    this.#handsChanged();
  }

  lowerHands(of: { readonly seat: number } | { readonly hand: number }): void {
    if (this.#book.lowerHands(Date.now(), of)) this.#handsChanged();
  }

  /** Forgets all of whom nothing was ever heard. */
  forgetSilent(): void {
    for (const { id, here, katas } of this.people()) {
      if (!here && Object.keys(katas).length === 0) this.forget(id);
    }
  }

  person(seat: number): Person | undefined {
    return this.#people.person(seat);
  }

  /** All who joined, in their order. */
  people(): Person[] {
    return this.#people.all();
  }

  /** How often each seat asked for help. */
  handsRaised(): Map<number, number> {
    return this.#book.handsRaised();
  }

  /** Whether the last thing to write down could not be written. */
  get isUnwritten(): boolean {
    return this.#unwritten;
  }

  close(): void {
    this.#book.close();
  }

  #known(name: string): string {
    const value = this.#book.fact(name);
    if (value === undefined) throw new Error(`The room has lost its ${name}.`);
    return value;
  }

  /** An event without what there is not: a kata, or checks. */
  #meant(event: SeatEvent): SeatEvent | undefined {
    const checks = this.#checks.get(event.kata);
    if (!checks || event.kind !== 'verdict') return checks && event;
    return { ...event, failing: event.failing.filter((id) => checks.has(id)) };
  }

  /** Does what is written down, and remembers whether that is possible. */
  #written<T>(write: () => T): T {
    const before = this.#unwritten;
    try {
      const result = write();
      this.#unwritten = false;
      return result;
    } catch (error) {
      this.#unwritten = true;
      throw error;
    } finally {
      if (this.#unwritten !== before) this.#changed([], true);
    }
  }

  #apply(event: EventRow): void {
    if (this.knows(event.kata)) this.#people.apply(event);
  }

  #handsChanged(): void {
    this.#hands = this.#book.hands();
    this.#changed([], true);
  }

  #changed(people: readonly number[], all = false): void {
    for (const listener of this.#listeners) listener({ people, all });
  }
}
