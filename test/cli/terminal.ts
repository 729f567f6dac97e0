import process from 'node:process';
import { stripVTControlCharacters } from 'node:util';
import { spawn, type IPty } from '@lydell/node-pty';
import { bootstrap, shell } from './desk.ts';

const PATIENCE_MS = 60_000;

/** A terminal of 80 columns in which `dojo …` runs; it has 50 rows unless told. */
export class Terminal {
  readonly #pty: IPty;
  readonly #exited: Promise<number>;
  #shown = '';
  #ended = false;

  constructor(
    root: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    rows = 50,
  ) {
    this.#pty = spawn(process.execPath, [bootstrap(root), ...args], {
      cols: 80,
      rows,
      cwd: root,
      env: shell(env),
    });
    this.#pty.onData((data) => (this.#shown += data));
    this.#exited = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode }) => {
        this.#ended = true;
        resolve(exitCode);
      });
    });
  }

  /** The bootstrap's process. */
  get pid(): number {
    return this.#pty.pid;
  }

  /** What has been shown since the screen was last cleared, as text. */
  get screen(): string {
    return stripVTControlCharacters(this.#shown.split('\u001B[2J').at(-1) ?? '');
  }

  /** All that has been written to the terminal, as it was. */
  get written(): string {
    return this.#shown;
  }

  resize(columns: number, rows: number): void {
    this.#pty.resize(columns, rows);
  }

  type(keys: string): void {
    this.#pty.write(keys);
  }

  /** Waits until the screen shows something. */
  async shows(what: RegExp): Promise<string> {
    const until = performance.now() + PATIENCE_MS;
    while (!what.test(this.screen)) {
      if (this.#ended || performance.now() > until) {
        throw new Error(`The terminal never showed ${what}. It shows:\n${this.screen}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return this.screen;
  }

  /** Waits for the end, and gives the exit code. */
  exited(): Promise<number> {
    return this.#exited;
  }

  kill(): void {
    if (!this.#ended) this.#pty.kill('SIGKILL');
  }
}
