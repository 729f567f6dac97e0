import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CourseError } from '../course/error.ts';
import type { Hand, HandRaised, SeatEvent } from './messages.ts';
import type { Happened } from './standing.ts';

const SCHEMA = `
  create table if not exists facts (name text primary key, value text not null) strict;
  create table if not exists seats (
    id integer primary key autoincrement, name text not null unique, token text not null unique, joined integer not null,
    gone integer
  ) strict;
  create table if not exists events (
    seat integer not null references seats on delete cascade, id text not null,
    at integer not null, kata text not null, what text not null,
    primary key (seat, id)
  ) strict;
  create table if not exists hands (
    id integer primary key autoincrement, seat integer not null references seats on delete cascade,
    kata text not null, question text not null, files text not null, shown text not null,
    raised integer not null, seen_to integer, lowered integer
  ) strict;
  create table if not exists said (id integer primary key, text text not null, at integer not null) strict;
`;
/** What this writes: a room of another kind is not read. */
const VERSION = 1;
/** What all hands that are up may show together, in letters. */
const SHOWN_IN_ALL = 50_000_000;

/** A seat as it is kept. */
export interface SeatRow {
  readonly id: number;
  readonly name: string;
  /** Whether they have said goodbye. */
  readonly left: boolean;
}

/** Something that happened at a seat. */
export interface EventRow {
  readonly seat: number;
  readonly kata: string;
  readonly at: number;
  readonly happened: Happened;
}

/** What a room must remember, in one file: Node's own SQLite. What was noted is on the disk. */
export class RoomBook {
  readonly #database: DatabaseSync;

  /**
   * @param path the file; it is made when it is missing
   * @throws CourseError when it is no room of this version
   */
  constructor(path: string) {
    // It has secrets, and what people did: other users of this machine need neither.
    mkdirSync(dirname(path), { recursive: true });
    chmodSync(dirname(path), 0o700);
    const unreadable = (why: string, cause?: unknown) =>
      new CourseError(
        `${path} can't be read as a room: ${why}`,
        'Move it away and begin a new room, or delete it: npx dojo workshop forget',
        { cause },
      );
    this.#database = new DatabaseSync(path, { timeout: 5000 });
    try {
      this.#database.exec('pragma journal_mode = wal; pragma synchronous = full;');
      this.#database.exec('pragma foreign_keys = on; pragma secure_delete = on');
      this.#database.exec(SCHEMA);
    } catch (error) {
      this.#database.close();
      throw unreadable(error instanceof Error ? error.message : String(error), error);
    }
    const version = this.fact('version') ?? String(VERSION);
    if (version !== String(VERSION)) {
      this.#database.close();
      throw unreadable(`it was written by another version (${version}).`);
    }
    this.setFact('version', String(VERSION));
  }

  fact(name: string): string | undefined {
    const row = this.#database.prepare('select value from facts where name = ?').get(name);
    return row ? String(row['value']) : undefined;
  }

  /** Keeps one thing of the room; without a value it is forgotten. */
  setFact(name: string, value: string | undefined): void {
    if (value === undefined) this.#run('delete from facts where name = ?', name);
    else this.#run('insert or replace into facts values (?, ?)', name, value);
  }

  seats(): SeatRow[] {
    return this.#database
      .prepare('select id, name, gone from seats order by id')
      .all()
      .map(({ id, name, gone }) => ({ id: Number(id), name: String(name), left: gone !== null }));
  }

  /** Notes that somebody said goodbye, or that they are back. */
  setLeft(seat: number, at: number | undefined): void {
    this.#run('update seats set gone = ? where id = ?', at ?? null, seat);
  }

  /** The seat that a token belongs to, by the token's hash. */
  seatOf(token: string): number | undefined {
    const row = this.#database.prepare('select id from seats where token = ?').get(token);
    return row && Number(row['id']);
  }

  addSeat(name: string, token: string, joined: number): number {
    return this.#run(
      'insert into seats (name, token, joined) values (?, ?, ?)',
      name,
      token,
      joined,
    );
  }

  rename(seat: number, name: string): void {
    this.#run('update seats set name = ? where id = ?', name, seat);
  }

  /** Forgets a seat with all that came from it. */
  removeSeat(seat: number): void {
    this.#run('delete from seats where id = ?', seat);
  }

  /** All that happened, in its order. */
  *events(): Generator<EventRow> {
    const rows = this.#database.prepare('select * from events order by at, rowid').iterate();
    for (const { seat, kata, at, what } of rows) {
      yield {
        seat: Number(seat),
        kata: String(kata),
        at: Number(at),
        happened: JSON.parse(String(what)) as Happened,
      };
    }
  }

  /**
   * Notes what a seat sends, all of it or nothing.
   *
   * @param now milliseconds since 1970
   * @returns what was not known yet
   */
  addEvents(seat: number, events: readonly SeatEvent[], now: number): EventRow[] {
    const insert = this.#database.prepare('insert or ignore into events values (?, ?, ?, ?, ?)');
    return this.#atOnce(() =>
      events.flatMap(({ id, ago, ...happened }) => {
        const at = now - ago;
        const { changes } = insert.run(seat, id, at, happened.kata, JSON.stringify(happened));
        return changes === 0 ? [] : { seat, kata: happened.kata, at, happened };
      }),
    );
  }

  /**
   * Raises a seat's hand; one that is up keeps its place, and shows what is new.
   *
   * @returns whether there was room for what it shows
   */
  raiseHand(seat: number, hand: HandRaised, now: number): boolean {
    const size = this.#database
      .prepare('select sum(length(files) + length(shown)) as all_of from hands')
      .get();
    if (Number(size?.['all_of'] ?? 0) > SHOWN_IN_ALL) return false;
    const shown = [hand.kata, hand.question, JSON.stringify(hand.files), hand.shown];
    const up = this.#database
      .prepare('select id from hands where seat = ? and lowered is null')
      .get(seat);
    if (up) {
      const sql = 'update hands set kata = ?, question = ?, files = ?, shown = ? where id = ?';
      this.#run(sql, ...shown, Number(up['id']));
    } else {
      const sql =
        'insert into hands (kata, question, files, shown, seat, raised) values (?, ?, ?, ?, ?, ?)';
      this.#run(sql, ...shown, seat, now);
    }
    return true;
  }

  /** Notes that somebody sees to a hand. */
  seeTo(hand: number, now: number): void {
    this.#run('update hands set seen_to = ? where id = ? and lowered is null', now, hand);
  }

  /**
   * Takes hands down, and forgets what they showed: it was for that moment.
   *
   * @returns whether one was up
   */
  lowerHands(now: number, of: { readonly seat: number } | { readonly hand: number }): boolean {
    const [column, id] = 'seat' in of ? ['seat', of.seat] : ['id', of.hand];
    const sql = `update hands set lowered = ?, files = '{}', shown = '' where ${column} = ? and lowered is null`;
    return this.#database.prepare(sql).run(now, id).changes !== 0;
  }

  /** The hands that are up, in their order. */
  hands(): Hand[] {
    const columns = 'id, seat, kata, question, raised, seen_to';
    return this.#database
      .prepare(`select ${columns} from hands where lowered is null order by raised, id`)
      .all()
      .map((row) => ({
        id: Number(row['id']),
        person: Number(row['seat']),
        kata: String(row['kata']),
        question: String(row['question']),
        raised: Number(row['raised']),
        seenTo: row['seen_to'] !== null,
      }));
  }

  /** What a hand that is up shows. */
  shownBy(hand: number): HandRaised | undefined {
    const row = this.#database
      .prepare('select kata, question, files, shown from hands where id = ? and lowered is null')
      .get(hand);
    return (
      row && {
        kata: String(row['kata']),
        question: String(row['question']),
        files: JSON.parse(String(row['files'])) as Record<string, string>,
        shown: String(row['shown']),
      }
    );
  }

  /** How many hands there have been, of each seat. */
  handsRaised(): Map<number, number> {
    const rows = this.#database
      .prepare('select seat, count(*) as many from hands group by seat')
      .all();
    return new Map(rows.map(({ seat, many }) => [Number(seat), Number(many)]));
  }

  say(text: string, at: number): void {
    this.#run('insert into said (text, at) values (?, ?)', text, at);
  }

  /** What was said to all last. */
  lastSaid(): { id: number; text: string; at: number } | undefined {
    const row = this.#database.prepare('select * from said order by id desc limit 1').get();
    return row && { id: Number(row['id']), text: String(row['text']), at: Number(row['at']) };
  }

  close(): void {
    this.#database.close();
  }

  #run(sql: string, ...values: readonly (string | number | null)[]): number {
    return Number(this.#database.prepare(sql).run(...values).lastInsertRowid);
  }

  #atOnce<T>(work: () => T): T {
    this.#database.exec('begin immediate');
    try {
      const result = work();
      this.#database.exec('commit');
      return result;
    } catch (error) {
      // Where the disk is full, it has rolled back by itself.
      if (this.#database.isTransaction) this.#database.exec('rollback');
      throw error;
    }
  }
}
