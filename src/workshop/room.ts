import { freeName } from './free-name.ts';
import type {
  BoardState,
  HandRaised,
  Pace,
  Person,
  RoomNews,
  SeatEvent,
  Standing,
} from './messages.ts';
import { RoomBook, type EventRow, type HandRow } from './room-book.ts';
import { newCode, newToken, tokenHash } from './secrets.ts';
import { after } from './standing.ts';
import { plain } from '../kit/plain.ts';

/** What changed: the people of these seats, or what concerns all. */
export interface Change {
  readonly people: readonly number[];
  readonly all: boolean;
}

interface Someone {
  name: string;
  /** How many connections they have. */
  connections: number;
  kata: string | undefined;
  readonly katas: Map<string, Standing>;
}

/** How many people a room holds. */
export const ROOM_FOR = 1000;

/** One workshop: who sits where, how they stand, whose hand is up, what is said to all. */
export class Room {
  readonly #book: RoomBook;
  readonly #people = new Map<number, Someone>();
  readonly #tokens = new Map<string, number>();
  readonly #listeners = new Set<(change: Change) => void>();
  #hands: readonly HandRow[];

  private constructor(book: RoomBook) {
    this.#book = book;
    for (const { id, name } of book.seats()) this.#seat(id, name);
    for (const event of book.events()) this.#apply(event);
    this.#hands = book.hands();
  }

  /**
   * Opens the room that a file holds, or a new one.
   *
   * @param title what a new room is called
   * @throws CourseError when the file is no room
   */
  static open(path: string, title: string | undefined): Room {
    const book = new RoomBook(path);
    if (title !== undefined || book.fact('title') === undefined) {
      book.setFact('title', title ?? 'Durable Dojo');
    }
    for (const [name, make] of [['code', newCode] as const, ['secret', newToken] as const]) {
      if (book.fact(name) === undefined) book.setFact(name, make());
    }
    return new Room(book);
  }

  get title(): string {
    return this.#known('title');
  }

  /** Lets learners in. */
  get code(): string {
    return this.#known('code');
  }

  /** Opens the board; only the instructor has it. */
  get secret(): string {
    return this.#known('secret');
  }

  /** Whether newcomers are let in. */
  get isOpen(): boolean {
    return this.#book.fact('closed') === undefined;
  }

  get hands(): readonly HandRow[] {
    return this.#hands;
  }

  get pace(): Pace | undefined {
    const kept = this.#book.fact('pace');
    return kept === undefined ? undefined : (JSON.parse(kept) as Pace);
  }

  /** Is told of every change from now on, until what is returned is called. */
  follow(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Gives somebody a seat; `undefined` when all are taken. */
  join(wanted: string): { token: string; name: string } | undefined {
    if (this.#people.size >= ROOM_FOR) return undefined;
    const name = freeName(wanted, this.#names());
    const token = newToken();
    const seat = this.#book.addSeat(name, tokenHash(token), Date.now());
    this.#seat(seat, name);
    this.#changed([seat]);
    return { token, name };
  }

  /** Calls somebody by another name; gives the one that was free. */
  rename(seat: number, wanted: string): string {
    const someone = this.#people.get(seat);
    if (!someone) return wanted;
    someone.name = '';
    someone.name = freeName(wanted, this.#names());
    this.#book.rename(seat, someone.name);
    this.#changed([seat]);
    return someone.name;
  }

  /** The seat that a token belongs to. */
  seatOf(token: string): number | undefined {
    const hash = tokenHash(token);
    const seat = this.#tokens.get(hash) ?? this.#book.seatOf(hash);
    if (seat !== undefined) this.#tokens.set(hash, seat);
    return seat;
  }

  /** Forgets somebody with all that came from them. */
  leave(seat: number): void {
    this.#book.removeSeat(seat);
    this.#people.delete(seat);
    for (const [hash, of] of this.#tokens) if (of === seat) this.#tokens.delete(hash);
    this.#hands = this.#book.hands();
    this.#changed([seat], true);
  }

  /** Notes what a seat sends. What was noted before is not noted again. */
  note(seat: number, events: readonly SeatEvent[]): void {
    const fresh = this.#book.addEvents(seat, events, Date.now());
    for (const event of fresh) this.#apply(event);
    if (fresh.length > 0) this.#changed([seat]);
  }

  /** Counts a connection more or less of a seat. */
  connected(seat: number, by: 1 | -1): void {
    const someone = this.#people.get(seat);
    if (!someone) return;
    const was = someone.connections > 0;
    someone.connections += by;
    if (was !== someone.connections > 0) this.#changed([seat]);
  }

  connectionsOf(seat: number): number {
    return this.#people.get(seat)?.connections ?? 0;
  }

  raiseHand(seat: number, hand: HandRaised): void {
    this.#book.raiseHand(seat, hand, Date.now());
    this.#handsChanged();
  }

  seeTo(hand: number): void {
    this.#book.seeTo(hand, Date.now());
    this.#handsChanged();
  }

  lowerHands(of: { readonly seat: number } | { readonly hand: number }): void {
    this.#book.lowerHands(Date.now(), of);
    this.#handsChanged();
  }

  say(text: string): void {
    this.#book.say(plain(text), Date.now());
    this.#changed([], true);
  }

  /** Times something for all; without minutes, nothing is timed any more. */
  time(minutes: number | undefined, label: string): void {
    const timer = minutes && { ends: Date.now() + minutes * 60_000, label: plain(label) };
    this.#book.setFact('timer', timer ? JSON.stringify(timer) : undefined);
    this.#changed([], true);
  }

  /** Goes on in the agenda. */
  goTo(place: Pick<Pace, 'agenda' | 'session' | 'part'> | undefined): void {
    const now = Date.now();
    const { pace } = this;
    const same = pace && place?.agenda === pace.agenda && place.session === pace.session;
    const next = place && { ...place, began: same ? pace.began : now, partBegan: now };
    this.#book.setFact('pace', next && JSON.stringify(next));
    this.#changed([], true);
  }

  letIn(open: boolean): void {
    this.#book.setFact('closed', open ? undefined : 'yes');
    this.#changed([], true);
  }

  person(seat: number): Person | undefined {
    const someone = this.#people.get(seat);
    if (!someone) return undefined;
    const { name, connections, kata, katas } = someone;
    return {
      id: seat,
      name,
      here: connections > 0,
      ...(kata === undefined ? {} : { kata }),
      katas: Object.fromEntries(katas),
    };
  }

  /** All who joined, in their order. */
  people(): Person[] {
    return [...this.#people.keys()].flatMap((seat) => this.person(seat) ?? []);
  }

  /** How often each seat has asked for help. */
  handsRaised(): Map<number, number> {
    return this.#book.handsRaised();
  }

  /** What the board shows beside its people. */
  state(): BoardState {
    const timer = this.#timer();
    const said = this.#book.lastSaid();
    const { pace, isOpen } = this;
    return {
      now: Date.now(),
      open: isOpen,
      hands: this.#hands.map(({ id, seat, kata, question, raised, seenTo }) => ({
        id,
        person: seat,
        kata,
        question,
        raised,
        seenTo,
      })),
      ...(timer ? { timer } : {}),
      ...(said ? { said } : {}),
      ...(pace ? { pace } : {}),
    };
  }

  /** What is told to one seat. */
  news(seat: number): RoomNews {
    const timer = this.#timer();
    const said = this.#book.lastSaid();
    const index = this.#hands.findIndex((hand) => hand.seat === seat);
    const hand = this.#hands[index];
    const waiting = this.#hands.slice(0, index).filter(({ seenTo }) => !seenTo);
    return {
      title: this.title,
      ...(said ? { said: { id: said.id, text: said.text } } : {}),
      ...(timer ? { timer: { left: timer.ends - Date.now(), label: timer.label } } : {}),
      ...(hand ? { hand: { before: waiting.length, seenTo: hand.seenTo } } : {}),
    };
  }

  close(): void {
    this.#book.close();
  }

  #timer(): { ends: number; label: string } | undefined {
    const kept = this.#book.fact('timer');
    return kept === undefined ? undefined : (JSON.parse(kept) as { ends: number; label: string });
  }

  #known(name: string): string {
    const value = this.#book.fact(name);
    if (value === undefined) throw new Error(`The room has lost its ${name}.`);
    return value;
  }

  #seat(id: number, name: string): void {
    this.#people.set(id, { name, connections: 0, kata: undefined, katas: new Map() });
  }

  #apply({ seat, kata, at, happened }: EventRow): void {
    const someone = this.#people.get(seat);
    if (!someone) return;
    someone.kata = kata;
    someone.katas.set(kata, after(someone.katas.get(kata), happened, at));
  }

  #names(): Set<string> {
    return new Set([...this.#people.values()].map(({ name }) => name.toLowerCase()));
  }

  #handsChanged(): void {
    this.#hands = this.#book.hands();
    this.#changed([], true);
  }

  #changed(people: readonly number[], all = false): void {
    for (const listener of this.#listeners) listener({ people, all });
  }
}
