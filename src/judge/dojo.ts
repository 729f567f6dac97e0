import { join } from 'node:path';
import { readAnswer, type Answer } from '../course/answer.ts';
import type { Files } from '../course/files.ts';
import type { Kata } from '../course/kata.ts';
import { Judge } from './judge.ts';
import type { Verdict } from '../kit/verdict.ts';
import type { Chaos } from '../runtime/reaper.ts';
import { fetchServer, startServer, type RunningServer } from '../server/index.ts';

/** Where the test server is kept, inside the repository. */
export function serverCache(root: string): string {
  return join(root, '.dojo', 'server');
}

/** A test server and a judge, ready for answers. */
export class Dojo {
  readonly #root: string;
  #server: RunningServer;
  #judge: Judge;
  readonly #chaos: Chaos | undefined;

  private constructor(
    root: string,
    { server, judge }: { server: RunningServer; judge: Judge },
    chaos: Chaos | undefined,
  ) {
    this.#root = root;
    this.#chaos = chaos;
    this.#server = server;
    this.#judge = judge;
  }

  /**
   * Fetches the test server if it is missing, starts it, and warms everything that judges.
   *
   * @param progress takes one line at a time
   * @param chaos says when the Workers of answers are killed; else nobody kills them
   * @throws CourseError when there is no test server and none can be had, or it does not start
   */
  static async open(root: string, progress: (line: string) => void, chaos?: Chaos): Promise<Dojo> {
    return new Dojo(root, await openParts(root, progress, chaos), chaos);
  }

  /** Judges what is now written for a kata. */
  async judge(kata: Kata): Promise<{ answer: Answer; verdict: Verdict }> {
    const answer = await readAnswer(this.#root, kata);
    return { answer, verdict: await this.verdict(kata, answer.files, answer.folder) };
  }

  /**
   * Judges an answer. When something of ours fails, all parts are made anew, and it is tried once
   * more.
   *
   * @param more paths of suites that are run after the kata's own
   * @param onFault is told of what failed
   */
  async verdict(
    kata: Kata,
    files: Files,
    shown: string,
    more: readonly string[] = [],
    onFault: (failed: Verdict) => void = () => undefined,
  ): Promise<Verdict> {
    const judge = () => this.#judge.judge(kata, files, shown, undefined, more);
    const verdict = await judge();
    if (verdict.verdict !== 'infra') return verdict;
    onFault(verdict);
    await this.close();
    const { server, judge: fresh } = await openParts(this.#root, () => undefined, this.#chaos);
    this.#server = server;
    this.#judge = fresh;
    return judge();
  }

  /** A file of a suite, or what it imports, has changed. */
  forget(path: string): void {
    this.#judge.forget(path);
  }

  async close(): Promise<void> {
    await this.#judge.close();
    await this.#server.stop();
  }
}

async function openParts(
  root: string,
  progress: (line: string) => void,
  chaos: Chaos | undefined,
): Promise<{ server: RunningServer; judge: Judge }> {
  const program = await fetchServer(serverCache(root), progress);
  const starting = startServer(program);
  const judge = Judge.open(
    root,
    starting.then(({ address }) => address),
    chaos,
  );
  judge.catch(() => undefined);
  const server = await starting;
  return { server, judge: await judge };
}
