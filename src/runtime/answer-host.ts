import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { createBirpc, type BirpcReturn } from 'birpc';
import type { Channel } from './channel.ts';
import { endChild } from './end-child.ts';
import { forkHost, type HostPlace, type StartHost } from './host-process.ts';
import type { HostAsks, HostCalls } from './host-protocol.ts';
import { asked, isMessage, replied } from './host-schema.ts';
import { Printed } from './printed.ts';

const PING_EVERY_MS = 250;
/** So long the last words of a process that has ended are waited for, in real milliseconds. */
const LAST_WORDS_MS = 200;
/**
 * A thread may also be held by waiting, which takes no processor time. Then the clock decides, after
 * so many times the patience.
 */
const SILENT_FACTOR = 5;

/** Where the answer's own code runs, and nothing of ours can fail. */
const RUNS_ANSWERS: ReadonlySet<keyof HostCalls> = new Set([
  'loadActivities',
  'work',
  'loadClient',
  'callClient',
]);

/** For hosts that only replay. */
const NOBODY: HostAsks = {
  serve: async () => ({ kind: 'lost' }),
  beat: async () => ({ lost: true, cancel: undefined }),
  sleep: async () => undefined,
  settled: async () => undefined,
  answering: async () => '',
  answered: async () => undefined,
  starting: async () => undefined,
  started: async () => undefined,
  decided: async () => undefined,
};

/** The host no longer answers, because its process ended or its thread is held. */
export class HostLost extends Error {
  /** `not-started`: nothing was ever heard of it, so nothing of the answer's has run there. */
  readonly kind: 'held' | 'ended' | 'out-of-memory' | 'killed' | 'not-started';
  constructor(kind: HostLost['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

/** An answer host, seen from the process that started it. */
export class AnswerHost {
  readonly #child: ChildProcess;
  readonly #calls: BirpcReturn<HostCalls, HostAsks>;
  readonly #lost = Promise.withResolvers<never>();
  readonly #patience: number;
  readonly #printed = new Printed();
  #gone: HostLost | undefined;
  #watch: NodeJS.Timeout | undefined;
  /** Since when the thread has not answered, in real milliseconds. */
  #asked: number | undefined;
  readonly #used: () => number | undefined;

  /**
   * Starts a host process.
   *
   * @param asks answers what the host asks
   * @param start how its process is started
   * @param patience for how many milliseconds an answer may hold the thread: of processor time,
   *   where it is known, since on a busy machine a process can be slow without being at work
   */
  constructor(place: HostPlace, asks = NOBODY, start: StartHost = forkHost, patience = 4000) {
    const { child, channel, used, breach, inspected } = start(place);
    this.#used = used;
    // Who looks at a variable takes time.
    this.#patience = inspected ? Number.POSITIVE_INFINITY : patience;
    this.#lost.promise.catch(() => undefined);
    this.#child = child;
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#printed.add(text));
    }
    let heard = false;
    this.#child.on('error', (error) => this.#lose('not-started', error.message));
    this.#child.on('exit', (code, signal) => {
      // What it printed last says why, and may still be on its way.
      const told = Promise.race([once(this.#child, 'close'), pause(LAST_WORDS_MS)]);
      void told.then(() => this.#ended(heard, signal ?? code));
    });
    const onBreach = (why: string) => this.#cutOff('ended', `its host was ended: ${why}`);
    void breach.then(onBreach);
    const on: Channel['on'] = (receive) =>
      channel.on((message) => {
        heard = true;
        if (isMessage(message)) receive(message);
        else onBreach('it said something that is no message');
      });
    const functions = asked(asks, onBreach);
    this.#calls = createBirpc<HostCalls, HostAsks>(functions, { ...channel, on, timeout: -1 });
  }

  /** Whether the process can still be used. */
  get alive(): boolean {
    return this.#gone === undefined;
  }

  /** Rejects with `HostLost` when the host is lost; never resolves. */
  get lost(): Promise<never> {
    return this.#lost.promise;
  }

  /** Whether the thread is at work, or somebody holds it: it has not answered for a second. */
  get silent(): boolean {
    return this.#asked !== undefined && performance.now() - this.#asked > 1000;
  }

  /** What the answer printed: all of it or its two ends, and how many bytes in all. */
  get output(): { readonly text: string; readonly bytes: number } {
    const { text, bytes } = this.#printed;
    return { text, bytes };
  }

  forgetOutput(): void {
    this.#printed.forget();
  }

  /** Calls the host; rejects with `HostLost` when it is lost meanwhile. */
  async call<Name extends keyof HostCalls>(
    name: Name,
    ...args: Parameters<HostCalls[Name]>
  ): Promise<Awaited<ReturnType<HostCalls[Name]>>> {
    if (this.#gone) throw this.#gone;
    this.#startWatch();
    const answer = this.#calls.$call(name, ...(args as never)) as Promise<unknown>;
    const reply = replied(
      name,
      await Promise.race([this.#orLost(name, answer), this.#lost.promise]),
    );
    if (reply) return reply.value;
    this.#cutOff('ended', `its host was ended: it answered '${name}' as nobody does`);
    return this.#lost.promise;
  }

  /** What the answer's code throws is part of a reply: it is no error of the call that runs it. */
  async #orLost(name: keyof HostCalls, answer: Promise<unknown>): Promise<unknown> {
    if (!RUNS_ANSWERS.has(name)) return answer;
    return answer.catch((error: Error) => {
      this.#cutOff('ended', `its host was ended: '${name}' failed: ${error.message.slice(0, 200)}`);
      return this.#lost.promise;
    });
  }

  /** The number of its process. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Kills the process, as machines do: it hears of nothing, and tells nobody. */
  async kill(): Promise<void> {
    this.#lose('killed', 'the host was killed');
    await endChild(this.#child);
  }

  /** Ends the process at once. There is nothing in it worth keeping. */
  async end(): Promise<void> {
    this.#lose('ended', 'the host was ended');
    await endChild(this.#child);
  }

  /** A heartbeat on the host's thread: no reply for `patience` means an answer holds it. */
  #startWatch(): void {
    if (this.#watch) return;
    const beat = async () => {
      const heard = await this.#hears();
      if (this.#gone) return;
      if (!heard) {
        const seconds = this.#patience / 1000;
        this.#cutOff('held', `the answer's code held the thread for ${seconds} seconds`);
        return;
      }
      this.#watch = setTimeout(() => void beat(), PING_EVERY_MS);
      this.#watch.unref();
    };
    this.#watch = setTimeout(() => void beat(), PING_EVERY_MS);
    this.#watch.unref();
  }

  /** Whether the thread answers before our patience with it is over. */
  async #hears(): Promise<boolean> {
    const asked = { at: performance.now(), used: this.#used() };
    this.#asked = asked.at;
    let heard: boolean | undefined;
    const ping = this.#calls.$call('ping').then(
      () => (heard = true),
      () => (heard = false),
    );
    while (heard === undefined) {
      let timer: NodeJS.Timeout | undefined;
      const pause = new Promise((resolve) => {
        timer = setTimeout(resolve, PING_EVERY_MS);
      });
      await Promise.race([ping, pause]);
      clearTimeout(timer);
      const silent = performance.now() - asked.at;
      // Before its first word, the process is only starting.
      const worked = (this.#used() ?? 0) - (asked.used ?? 0);
      const over = silent > this.#patience && worked > this.#patience;
      heard ??= over || silent > SILENT_FACTOR * this.#patience ? false : undefined;
    }
    if (heard) this.#asked = undefined;
    return heard;
  }

  #ended(heard: boolean, how: string | number | null): void {
    const { text } = this.output;
    if (!heard) return this.#lose('not-started', `the host ended (${how}): ${text.trim()}`);
    const memory = text.includes('JavaScript heap out of memory');
    if (memory) this.#lose('out-of-memory', 'its memory was used up');
    else this.#lose('ended', `the host ended (${how})`);
  }

  #cutOff(kind: HostLost['kind'], message: string): void {
    this.#lose(kind, message);
    this.#child.kill('SIGKILL');
  }

  #lose(kind: HostLost['kind'], message: string): void {
    if (this.#gone) return;
    this.#gone = new HostLost(kind, message);
    clearTimeout(this.#watch);
    this.#lost.reject(this.#gone);
  }
}
