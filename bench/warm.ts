import { spawn, type ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { CourseError } from '../src/course/error.ts';
import type { Kata } from '../src/course/kata.ts';
import type { CourseCopy } from './course-copy.ts';
import { leaving } from './leaving.ts';

/** The last thing that the watch prints after a verdict. */
const SCREEN_END = 'q quit';
const LIMIT_MS = 60_000;

/** The watch of a kata, as a learner has it open while writing. */
export class WarmWatch {
  readonly #child: ChildProcess;
  readonly #file: string;
  readonly #text: string;
  #printed = '';
  #checks = 0;
  #wake = (): void => {};

  /** Opens the watch on the solution, and waits for its first verdict. */
  static async open(copy: CourseCopy, kata: Kata): Promise<WarmWatch> {
    const [path = '', text = ''] = Object.entries(kata.solution)[0] ?? [];
    const main = join(import.meta.dirname, 'watch-main.ts');
    const child = spawn(process.execPath, ['--no-warnings', main, copy.root, kata.slug], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
    });
    leaving.addEventListener('abort', () => child.kill());
    const watch = new WarmWatch(child, copy.answerPath(kata, path), text);
    await watch.#verdict();
    return watch;
  }

  private constructor(child: ChildProcess, file: string, text: string) {
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

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.stdin?.end();
    await closed;
  }

  /** Waits for a verdict; when it was there. */
  async #verdict(): Promise<number> {
    const late = setTimeout(() => this.#child.kill(), LIMIT_MS);
    while (!this.#printed.includes(SCREEN_END) && this.#child.exitCode === null) {
      if (this.#child.signalCode !== null) break;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const now = performance.now();
    clearTimeout(late);
    this.#checks = Number(/all (\d+) checks pass/.exec(this.#printed)?.[1] ?? 0);
    if (this.#checks > 0) return now;
    throw new CourseError(
      `The watch did not pass the solution:\n${this.#printed}`,
      'Type `npm test` to see what is broken.',
    );
  }
}
