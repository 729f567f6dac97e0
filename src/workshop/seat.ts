import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../course/files.ts';
import { atDoor } from './at-door.ts';
import { askBoard, BoardError, parsed } from './board-request.ts';
import { EVENTS_AT_ONCE } from './limits.ts';
import {
  named,
  roomNews,
  seatEvent,
  seatGiven,
  summaryGiven,
  type HandRaised,
  type RoomNews,
} from './messages.ts';
import type { Happened } from './standing.ts';

/** So long the board may take to answer, in milliseconds. */
const PATIENCE_MS = 5000;

/** A seat that is taken, and one that was left: its secret gives it back to who comes again. */
const TAKEN = 'seat.json';
const LEFT = 'left.json';

/** What a seat's file says. */
const seatFile = z.strictObject({
  version: z.literal(1),
  /** `192.168.1.20:4600` */
  host: z.string(),
  token: z.string(),
  name: z.string(),
  /** The name as it was typed: the board may have made `Ada 2` of it. */
  wanted: z.string().optional(),
  title: z.string(),
});

/** An event as it waits: when it happened, by this machine's clock. */
const waiting = z.strictObject({ at: z.int(), event: z.unknown() });

/** The answers that were judged last, by kata, as hashes. */
const judged = z.record(z.string(), z.string());

/**
 * A learner's seat in a workshop. What happens is written down first and then sent, so that
 * nothing is lost while the board or the network is down; the board counts what comes twice once.
 */
export class Seat {
  readonly #root: string;
  readonly #known: z.infer<typeof seatFile>;
  #last = 0;

  private constructor(root: string, known: z.infer<typeof seatFile>) {
    this.#root = root;
    this.#known = known;
  }

  /** The seat that was taken on this machine; nothing where there is none, or it can't be read. */
  static read(root: string): Promise<Seat | undefined> {
    return Seat.#of(root, TAKEN);
  }

  /** The seat that was left on this machine last, and may be taken again. */
  static readLeft(root: string): Promise<Seat | undefined> {
    return Seat.#of(root, LEFT);
  }

  static async #of(root: string, file: string): Promise<Seat | undefined> {
    try {
      const text = await readFile(join(folderOf(root), file), 'utf8');
      return new Seat(root, seatFile.parse(JSON.parse(text)));
    } catch {
      return undefined;
    }
  }

  /**
   * Asks whether a code opens the room, before anything else is asked of its owner.
   *
   * @throws CourseError when the board can't be reached or lets nobody in
   */
  static async knock(host: string, code: string): Promise<void> {
    await atDoor({ host, path: 'join/code', body: { code }, patience: PATIENCE_MS });
  }

  /**
   * Takes a seat.
   *
   * @param host `192.168.1.20:4600`
   * @throws CourseError when the board can't be reached or lets nobody in
   */
  static async take(root: string, host: string, code: string, name: string): Promise<Seat> {
    const given = seatGiven.parse(
      await atDoor({ host, path: 'join', body: { code, name }, patience: PATIENCE_MS }),
    );
    await rm(folderOf(root), { recursive: true, force: true });
    // What opens the seat is nobody else's.
    await mkdir(folderOf(root), { recursive: true, mode: 0o700 });
    return Seat.#keep(root, { version: 1, host, wanted: name, ...given });
  }

  static async #keep(root: string, known: z.infer<typeof seatFile>): Promise<Seat> {
    await writeWhole(join(folderOf(root), TAKEN), `${JSON.stringify(known, undefined, 2)}\n`);
    await rm(join(folderOf(root), LEFT), { force: true });
    return new Seat(root, known);
  }

  /**
   * Keeps the seat or takes it again, under this name; `undefined` when the board does not know it any more.
   *
   * @throws when the board is not there
   */
  async renamed(name: string): Promise<Seat | undefined> {
    try {
      const given = named.parse(await this.#ask('seat/name', 'PUT', { name }));
      return await Seat.#keep(this.#root, { ...this.#known, wanted: name, ...given });
    } catch (error) {
      if (error instanceof BoardError && error.status === 401) return undefined;
      throw error;
    }
  }

  get name(): string {
    return this.#known.name;
  }

  /** Whether a name is the one that the seat was taken under. */
  isOf(name: string): boolean {
    const { name: given, wanted = given } = this.#known;
    return [given, wanted].some((own) => own.toLowerCase() === name.toLowerCase());
  }

  get title(): string {
    return this.#known.title;
  }

  get host(): string {
    return this.#known.host;
  }

  /** Where the room's news come from, and what opens it. */
  get stream(): { readonly url: string; readonly authorization: string } {
    const { host, token } = this.#known;
    return { url: `http://${host}/seat/stream`, authorization: `Bearer ${token}` };
  }

  /** Whether an answer is another one than that which was judged last, by its hash; then it is now. */
  async isAnother(kata: string, answer: string): Promise<boolean> {
    const path = join(folderOf(this.#root), 'judged.json');
    const text = await readFile(path, 'utf8').catch(() => '{}');
    const { data: before = {} } = judged.safeParse(parsed(text));
    if (before[kata] === answer) return false;
    await writeWhole(path, JSON.stringify({ ...before, [kata]: answer }));
    return true;
  }

  /** Writes down what happened, to be sent. */
  async note(happened: Happened): Promise<void> {
    // No two of one moment: their order is that of their names.
    const at = Math.max(Date.now(), this.#last + 1);
    this.#last = at;
    const id = randomUUID();
    const name = `${String(at).padStart(15, '0')}-${id}.json`;
    const text = JSON.stringify({ at, event: { ...happened, id, ago: 0 } });
    await writeWhole(join(this.#outbox, name), text);
  }

  /**
   * Sends all that waits, in its order.
   *
   * @param patience how long the board may take for each answer, in milliseconds
   * @returns whether the board has taken some
   * @throws when the board is not there, or refuses it
   */
  async send(patience = PATIENCE_MS): Promise<boolean> {
    let many = EVENTS_AT_ONCE;
    let taken = false;
    for (;;) {
      const names = (await this.#waiting()).slice(0, many);
      if (names.length === 0) return taken;
      const read = await Promise.all(names.map((name) => this.#read(name)));
      const events = read.flatMap((event) => event ?? []);
      try {
        if (events.length > 0) {
          await this.#ask('seat/events', 'POST', { events }, patience);
          taken = true;
        }
      } catch (error) {
        if (!(error instanceof BoardError) || ![400, 413].includes(error.status)) throw error;
        // One that is never taken must not keep the others from being sent.
        if (names.length > 1) {
          many = Math.ceil(names.length / 2);
          continue;
        }
      }
      await Promise.all(names.map((name) => rm(join(this.#outbox, name), { force: true })));
    }
  }

  /** How many events wait to be sent. */
  async waiting(): Promise<number> {
    return (await this.#waiting()).length;
  }

  /** What the room says now. */
  async news(patience = PATIENCE_MS): Promise<RoomNews> {
    return roomNews.parse(await this.#ask('seat/news', 'GET', undefined, patience));
  }

  /** Asks for help, and shows what the learner agreed to show. */
  async raiseHand(hand: HandRaised): Promise<RoomNews> {
    return roomNews.parse(await this.#ask('seat/hand', 'PUT', hand));
  }

  async lowerHand(): Promise<RoomNews> {
    return roomNews.parse(await this.#ask('seat/hand', 'DELETE'));
  }

  /** What the learner takes home, as Markdown. */
  async summary(): Promise<string> {
    return summaryGiven.parse(await this.#ask('seat/summary', 'GET')).text;
  }

  /** Says goodbye: the board takes the seat off its wall, and keeps what was done. */
  async goodbye(): Promise<void> {
    await this.#ask('seat/goodbye', 'POST', {});
  }

  /** Has the board delete all that came from this seat. */
  async forget(): Promise<void> {
    await this.#ask('seat/all', 'DELETE');
  }

  /** Leaves the seat; its secret is kept, so that its owner can take it again. */
  async leave(): Promise<void> {
    const folder = folderOf(this.#root);
    await rename(join(folder, TAKEN), join(folder, LEFT));
  }

  /** Forgets the seat on this machine; answers and progress stay. */
  async drop(): Promise<void> {
    await rm(folderOf(this.#root), { recursive: true, force: true });
  }

  get #outbox(): string {
    return join(folderOf(this.#root), 'outbox');
  }

  async #waiting(): Promise<string[]> {
    const names = await readdir(this.#outbox).catch(() => []);
    return names.filter((name) => name.endsWith('.json')).sort();
  }

  /** An event as it is sent; nothing where somebody else sent it meanwhile, or it is damaged. */
  async #read(name: string): Promise<unknown> {
    try {
      const { at, event } = waiting.parse(
        JSON.parse(await readFile(join(this.#outbox, name), 'utf8')),
      );
      return seatEvent.parse({ ...(event as object), ago: Math.max(0, Date.now() - at) });
    } catch {
      return undefined;
    }
  }

  #ask(path: string, method: string, body?: unknown, patience = PATIENCE_MS): Promise<unknown> {
    const { host, token } = this.#known;
    return askBoard({ host, path, method, body, token, patience });
  }
}

function folderOf(root: string): string {
  return join(root, '.dojo', 'workshop');
}
