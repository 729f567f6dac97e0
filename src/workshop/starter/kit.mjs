// What the package knows of its board, and how a learner is told of trouble.
import { readFileSync } from 'node:fs';
import process from 'node:process';

/** As the command line of the course ends; the README says what they mean. */
export const EXIT = { infra: 3, usage: 64, stopped: 130 };

export const { board, kit, command, bundles } = JSON.parse(
  readFileSync(new URL('./kit.json', import.meta.url), 'utf8'),
);
export const platform = `${process.platform}-${process.arch}`;
export const AGAIN = `Then type the same again: ${command}`;

/** What a learner is told, and what to do next. */
export class Trouble extends Error {
  constructor(message, next, code = EXIT.infra) {
    super(message);
    this.next = next;
    this.code = code;
  }
}

/** Ends when somebody wants to stop: with Ctrl-C, or because the terminal is closed. */
export const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop.abort());

export function megabytes(bytes) {
  return Math.round(bytes / 1e6);
}
