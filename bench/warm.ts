import { spawn, type ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { CourseError } from '../src/course/error.ts';
import type { Kata } from '../src/course/kata.ts';
import type { CourseCopy } from './course-copy.ts';
import { leaving } from './leaving.ts';
import { memoryOf } from './memory.ts';

const LIMIT_MS = 60_000;

/** A program that judges on every save. */
export interface WatchProgram {
  /** What Node is given. */
  readonly args: (copy: CourseCopy, kata: Kata) => readonly string[];
  /** The last thing that it prints after a verdict. */
  readonly end: string;
  /** How it says that all checks pass, and how many there are. */
  readonly passed: RegExp;
  readonly close: (child: ChildProcess) => void;
}

/** The watch of `npm start`. */
const DOJO: WatchProgram = {
  args: (copy, kata) => [
    '--no-warnings',
    join(import.meta.dirname, 'watch-main.ts'),
    copy.root,
    kata.slug,
  ],
  end: 'q quit',
  passed: /all (\d+) checks pass/,
  close: (child) => child.stdin?.end(),
};

/** Plain `npx vitest --watch katas/07-saga`. */
export const PLAIN_VITEST: WatchProgram = {
  args: ({ root }, kata) => [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    '--watch',
    '--reporter=default',
    `katas/${kata.lesson.folder}`,
  ],
  end: 'Waiting for file changes',
  passed: /Tests\s+(\d+) passed \(/,
  close: (child) => child.kill('SIGINT'),
};

/** The watch of a kata, as a learner has it open while writing. */
export class WarmWatch {
  readonly #program: WatchProgram;
  readonly #child: ChildProcess;
  readonly #file: string;
  readonly #text: string;
  #printed = '';
  #checks = 0;
  #wake = (): void => {};

  /** Opens the watch on the solution, and waits for its first verdict. */
  static async open(copy: CourseCopy, kata: Kata, program = DOJO): Promise<WarmWatch> {
    const [path = '', text = ''] = Object.entries(kata.solution)[0] ?? [];
    const child = spawn(process.execPath, program.args(copy, kata), {
      cwd: copy.root,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
    });
    leaving.addEventListener('abort', () => child.kill());
    const watch = new WarmWatch(program, child, copy.answerPath(kata, path), text);
    await watch.#verdict();
    return watch;
  }

  private constructor(program: WatchProgram, child: ChildProcess, file: string, text: string) {
    this.#program = program;
    this.#child = child;
    this.#file = file;
    this.#text = text;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (part: string) => {
        this.#printed += part;
        this.#wake();
      });
    }
    child.once('close', () => this.#wake());
  }

  /** How many checks the last verdict was about. */
  get checks(): number {
    return this.#checks;
  }

  /**
   * Saves the solution with another timeout for its activities, a change that the workflow's
   * history shows.
   *
   * @param turn makes the change another one each time
   * @returns the milliseconds from the save to the whole verdict on the screen
   * @throws {CourseError} when the verdict is not that all checks pass
   */
  async save(turn: number): Promise<number> {
    const changed = this.#text.replace(`'1 minute'`, `'${61 + turn} seconds'`);
    if (changed === this.#text) {
      throw new CourseError(
        'The solution has no timeout of one minute to change.',
        'Let bench/warm.ts change something that it has.',
      );
    }
    this.#printed = '';
    const began = performance.now();
    await writeFile(this.#file, changed);
    return (await this.#verdict()) - began;
  }

  /** The memory of the watch and all that it has started, where that can be known. */
  async memory(): Promise<number | undefined> {
    return memoryOf(this.#child.pid ?? 0);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#child.once('close', resolve));
    this.#program.close(this.#child);
    await closed;
  }

  /** Waits for a verdict; when it was there. */
  async #verdict(): Promise<number> {
    const late = setTimeout(() => this.#child.kill(), LIMIT_MS);
    while (!this.#printed.includes(this.#program.end) && this.#child.exitCode === null) {
      if (this.#child.signalCode !== null) break;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const now = performance.now();
    clearTimeout(late);
    this.#checks = Number(this.#program.passed.exec(this.#printed)?.[1] ?? 0);
    if (this.#checks > 0) return now;
    throw new CourseError(
      `The watch did not pass the solution:\n${this.#printed}`,
      'Type `npm test` to see what is broken.',
    );
  }
}
