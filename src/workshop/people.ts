import { freeName } from './free-name.ts';
import type { Person, Standing } from './messages.ts';
import type { EventRow } from './room-book.ts';
import { after } from './standing.ts';

interface Someone {
  name: string;
  /** How many connections they have. */
  connections: number;
  left: boolean;
  kata: string | undefined;
  readonly katas: Map<string, Standing>;
}

/** All who sit in a room, by their seats, and how they stand. */
export class People {
  readonly #people = new Map<number, Someone>();

  get size(): number {
    return this.#people.size;
  }

  has(seat: number): boolean {
    return this.#people.has(seat);
  }

  add(seat: number, name: string, left = false): void {
    this.#people.set(seat, { name, connections: 0, left, kata: undefined, katas: new Map() });
  }

  /** Somebody says goodbye. */
  leave(seat: number): void {
    const someone = this.#people.get(seat);
    if (someone) someone.left = true;
  }

  remove(seat: number): void {
    this.#people.delete(seat);
  }

  /** A name that nobody else has; somebody's own is free for them. */
  freeName(wanted: string, own?: number): string {
    const others = [...this.#people].flatMap(([seat, { name }]) => (seat === own ? [] : name));
    return freeName(wanted, new Set(others.map((name) => name.toLowerCase())));
  }

  /** Somebody is back, or goes by another name. */
  seatAgain(seat: number, name: string): void {
    const someone = this.#people.get(seat);
    if (someone) Object.assign(someone, { name, left: false });
  }

  /** Counts a connection more or less; whether they are here now and were not, or the other way. */
  connected(seat: number, by: 1 | -1): boolean {
    const someone = this.#people.get(seat);
    if (!someone) return false;
    const was = someone.connections > 0;
    someone.connections += by;
    return was !== someone.connections > 0;
  }

  connectionsOf(seat: number): number {
    return this.#people.get(seat)?.connections ?? 0;
  }

  apply({ seat, kata, at, happened }: EventRow): void {
    const someone = this.#people.get(seat);
    if (!someone) return;
    someone.kata = kata;
    someone.katas.set(kata, after(someone.katas.get(kata), happened, at));
  }

  person(seat: number): Person | undefined {
    const someone = this.#people.get(seat);
    if (!someone) return undefined;
    const { name, connections, left, kata, katas } = someone;
    return {
      id: seat,
      name,
      here: connections > 0,
      ...(left ? { left } : {}),
      ...(kata === undefined ? {} : { kata }),
      katas: Object.fromEntries(katas),
    };
  }

  /** In the order in which they joined. */
  all(): Person[] {
    return [...this.#people.keys()].flatMap((seat) => this.person(seat) ?? []);
  }
}
