import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EventSource } from 'eventsource';
import { freePort } from '../../src/server/port.ts';
import type { Person } from '../../src/workshop/messages.ts';
import { Seat } from '../../src/workshop/seat.ts';
import { SeatLink } from '../../src/workshop/seat-link.ts';
import { target, type Target } from '../figures.ts';
import { load, machine, type Load, type Machine } from '../machine.ts';
import { memoryOf } from '../memory.ts';
import type { Progress } from '../progress.ts';
import { timing, type Timing } from '../statistics.ts';

const P95_AT_MOST_MS = 200;
const KATA = 'saga';
/** The board stays away for so long when it was killed, in milliseconds. */
const AWAY_MS = 2000;
/** Saves from shortly before a kill until the links are back are told apart, in milliseconds. */
const AROUND_MS = [1000, 20_000] as const;
/** What was kept has come by then, in milliseconds. */
const DRAIN_MS = 60_000;

/** How many learners save how often and for how long. */
export interface RoomLoad {
  readonly learners: number;
  readonly everyMs: number;
  readonly forMs: number;
}

export const FULL_LOAD: RoomLoad = { learners: 200, everyMs: 5000, forMs: 600_000 };

/** What a room of many does to the board; what `--workshop --json` writes. Times in milliseconds. */
export interface RoomFigures {
  readonly format: 1;
  readonly date: string;
  readonly machine: Machine;
  readonly load: Load;
  readonly room: RoomLoad;
  /** From a save's verdict to the board, while nothing is wrong. */
  readonly toBoard: Timing;
  /** The same of those around the moment at which the board was killed. */
  readonly aroundKill: Timing;
  readonly saves: number;
  /** Saves of which the board never heard. */
  readonly lost: number;
  /** Of the board's process at the end, in bytes; only Linux tells. */
  readonly memory: number | undefined;
  readonly targets: readonly Target[];
}

/** Has many learners save, kills the board in the middle, and counts what arrives. */
export async function measureRoom(progress: Progress, room = FULL_LOAD): Promise<RoomFigures> {
  const atStart = load();
  const date = new Date().toISOString();
  const folder = await mkdtemp(join(tmpdir(), 'dojo-room-bench-'));
  const bench = new RoomBench(folder, room);
  try {
    progress.begin('Room');
    const { toBoard, aroundKill, saves, lost, memory } = await bench.run(progress);
    return {
      format: 1,
      date,
      machine: await machine(),
      load: atStart,
      room,
      toBoard,
      aroundKill,
      saves,
      lost,
      memory,
      targets: [
        target('from a save to the board, p95', 'ms', P95_AT_MOST_MS, toBoard.p95),
        target('saves that were lost', 'percent', 0, lost / saves),
      ],
    };
  } finally {
    await bench.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** When something was saved, and how long it took to the board. */
interface Took {
  readonly at: number;
  readonly milliseconds: number;
}

interface Learner {
  readonly seat: Seat;
  readonly link: SeatLink;
  /** When each answer was judged, by its number: `performance.now()`. */
  readonly saved: number[];
  /** How many of them the board has shown. */
  shown: number;
}

class RoomBench {
  readonly #folder: string;
  readonly #room: RoomLoad;
  readonly #learners = new Map<string, Learner>();
  readonly #took: Took[] = [];
  #board: ChildProcess | undefined;
  #port = 0;
  #reader: EventSource | undefined;
  #killedAt = Number.POSITIVE_INFINITY;

  constructor(folder: string, room: RoomLoad) {
    this.#folder = folder;
    this.#room = room;
  }

  async run(progress: Progress) {
    const { learners, everyMs, forMs } = this.#room;
    this.#port = await freePort();
    const { code, cookie } = await this.#start();
    for (let index = 0; index < learners; index += 1) await this.#join(code, `learner-${index}`);
    this.#read(cookie);
    const began = performance.now();
    const working = [...this.#learners.values()].map((learner, index) =>
      this.#work(learner, began + (index * everyMs) / learners, began + forMs),
    );
    await pause(forMs / 2);
    progress.took(performance.now() - began);
    this.#killedAt = performance.now();
    this.#board?.kill('SIGKILL');
    await pause(AWAY_MS);
    await this.#start();
    await Promise.all(working);
    progress.took(performance.now() - began);
    const lost = await this.#drained();
    const around = ({ at }: Took) =>
      at > this.#killedAt - AROUND_MS[0] && at < this.#killedAt + AROUND_MS[1];
    const times = (some: readonly Took[]) => some.map(({ milliseconds }) => milliseconds);
    return {
      toBoard: timing(times(this.#took.filter((save) => !around(save)))),
      aroundKill: timing(times(this.#took.filter(around))),
      saves: this.#saves(),
      lost,
      memory: this.#board?.pid && (await memoryOf(this.#board.pid)),
    };
  }

  async close(): Promise<void> {
    for (const { link } of this.#learners.values()) link.close();
    this.#reader?.close();
    this.#board?.kill('SIGKILL');
  }

  async #start(): Promise<{ code: string; cookie: string }> {
    const main = join(import.meta.dirname, 'room-main.ts');
    this.#board = fork(main, [this.#folder, String(this.#port)], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    const [said] = (await once(this.#board, 'message')) as [{ code: string; cookie: string }];
    return said;
  }

  async #join(code: string, name: string): Promise<void> {
    const root = join(this.#folder, name);
    const seat = await Seat.take(root, `127.0.0.1:${this.#port}`, code, name);
    const link = new SeatLink(seat, () => undefined);
    link.open();
    this.#learners.set(name, { seat, link, saved: [], shown: 0 });
  }

  async #work({ link, saved }: Learner, from: number, until: number): Promise<void> {
    const { everyMs } = this.#room;
    for (let next = from; next < until; next += everyMs) {
      await pause(Math.max(0, next - performance.now()));
      saved.push(performance.now());
      await link.note({
        kind: 'verdict',
        kata: KATA,
        verdict: 'fail',
        passed: saved.length % 10,
        total: 10,
        failing: [`${KATA}/undoes-lost-steps`, `${KATA}/keeps-undoing`],
        hints: 1,
        changed: true,
      });
    }
  }

  /** Follows the board as a projector does. */
  #read(cookie: string): void {
    const source = new EventSource(`http://127.0.0.1:${this.#port}/board/stream`, {
      fetch: (input, init) =>
        fetch(input, { ...init, headers: { ...init.headers, cookie: `dojo-board=${cookie}` } }),
    });
    for (const name of ['people', 'some']) {
      source.addEventListener(name, ({ data }) => {
        for (const person of JSON.parse(String(data)) as Person[]) this.#see(person);
      });
    }
    this.#reader = source;
  }

  #see({ name, katas }: Person): void {
    const learner = this.#learners.get(name);
    const { attempts = 0 } = katas[KATA] ?? {};
    const now = performance.now();
    for (; learner && learner.shown < attempts; learner.shown += 1) {
      const at = learner.saved[learner.shown] ?? now;
      this.#took.push({ at, milliseconds: now - at });
    }
  }

  #saves(): number {
    return [...this.#learners.values()].reduce((sum, { saved }) => sum + saved.length, 0);
  }

  /** Waits until everything has come; gives how much has not. */
  async #drained(): Promise<number> {
    const until = performance.now() + DRAIN_MS;
    for (;;) {
      const missing = this.#saves() - this.#took.length;
      if (missing === 0 || performance.now() > until) return missing;
      await pause(200);
    }
  }
}
