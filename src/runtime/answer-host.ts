import { fork, type ChildProcess } from 'node:child_process';
import { createBirpc, type BirpcReturn } from 'birpc';
import { endChild } from './end-child.ts';
import { METER_FD, WAITS_VARIABLE, type HostAsks, type HostCalls } from './host-protocol.ts';

/** Of what an answer printed, this many characters are kept from its beginning, … */
const KEPT_FIRST = 16 * 1024;
/** … and these from its end; what was between is only counted. */
const KEPT_LAST = 48 * 1024;
/** An answer that allocates without end is stopped here rather than by the machine. */
const HEAP_MEGABYTES = 768;
const PING_EVERY_MS = 250;
/** Names the variable with the port at which a debugger may look into the answer's process. */
const INSPECT_VARIABLE = 'DOJO_INSPECT';
/**
 * A thread may also be held by waiting, which takes no processor time. Then the clock decides, after
 * so many times the patience.
 */
const SILENT_FACTOR = 5;

export interface HostPlace {
  /** The process's time zone, such as `UTC`. */
  readonly timeZone: string;
  /** The process's locale, such as `en_US`. */
  readonly locale: string;
  /** Whether it notes where workflow code waits; that takes time. */
  readonly notesWaits?: boolean;
}

/** Where runs happen: the plainest place. */
export const HERE: HostPlace = { timeZone: 'UTC', locale: 'en_US.UTF-8' };
/** The same for runs that lessons show: of these, it is noted where the code waits. */
export const RECORDED: HostPlace = { ...HERE, notesWaits: true };
/** Where runs are replayed: as different as a machine can be. */
export const ELSEWHERE: HostPlace = {
  timeZone: 'Pacific/Chatham',
  locale: 'tr_TR.UTF-8',
};

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
  readonly kind: 'held' | 'ended' | 'out-of-memory' | 'killed';
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
  #first = '';
  #last = '';
  #printed = 0;
  #gone: HostLost | undefined;
  #watch: NodeJS.Timeout | undefined;
  /** Since when the thread has not answered, in real milliseconds. */
  #asked: number | undefined;
  /** Milliseconds of processor time that the process has used, when it last told. */
  #used: number | undefined;

  /**
   * Starts a host process.
   *
   * @param asks answers what the host asks
   * @param patience for how many milliseconds an answer may hold the thread: of processor time,
   *   where it is known, since on a busy machine a process can be slow without being at work
   */
  constructor(place: HostPlace, asks: HostAsks = NOBODY, patience = 4000) {
    const inspected = place === HERE ? process.env[INSPECT_VARIABLE] : undefined;
    // Who looks at a variable takes time.
    this.#patience = inspected ? Number.POSITIVE_INFINITY : patience;
    this.#lost.promise.catch(() => undefined);
    this.#child = fork(new URL('./host-main.ts', import.meta.url), {
      execArgv: [
        `--max-old-space-size=${HEAP_MEGABYTES}`,
        '--disable-warning=ExperimentalWarning',
        // Told by `http` alone, the port is not printed among what the answer prints.
        ...(inspected ? [`--inspect=${inspected}`, '--inspect-publish-uid=http'] : []),
      ],
      env: {
        ...inherited(),
        TZ: place.timeZone,
        LANG: place.locale,
        LC_ALL: place.locale,
        ...(place.notesWaits ? { [WAITS_VARIABLE]: '1' } : {}),
        // What a connection logs would be told as something that the answer printed.
        GRPC_VERBOSITY: 'NONE',
      },
      // The last one is METER_FD.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
      serialization: 'advanced',
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#printed += Buffer.byteLength(text);
        const room = KEPT_FIRST - this.#first.length;
        this.#first += text.slice(0, room);
        this.#last = (this.#last + text.slice(room)).slice(-KEPT_LAST);
      });
    }
    this.#child.stdio[METER_FD]?.on('data', (chunk: Buffer) => {
      this.#used = Number(chunk.toString().trim().split('\n').at(-1));
    });
    this.#child.on('error', (error) => this.#lose('ended', error.message));
    this.#child.on('exit', (code, signal) => {
      const memory = this.output.text.includes('JavaScript heap out of memory');
      this.#lose(memory ? 'out-of-memory' : 'ended', `the host ended (${signal ?? code})`);
    });
    this.#calls = createBirpc<HostCalls, HostAsks>(
      {
        serve: (...args) => asks.serve(...args),
        beat: (...args) => asks.beat(...args),
        sleep: (...args) => asks.sleep(...args),
        settled: (...args) => asks.settled(...args),
        answering: (...args) => asks.answering(...args),
        answered: (...args) => asks.answered(...args),
        starting: () => asks.starting(),
        started: (...args) => asks.started(...args),
        decided: (...args) => asks.decided(...args),
      },
      {
        post: (message: unknown) => {
          if (this.#child.connected) this.#child.send(message as object, () => undefined);
        },
        on: (receive) => this.#child.on('message', receive),
        timeout: -1,
      },
    );
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
    return { text: `${this.#first}${this.#last}`, bytes: this.#printed };
  }

  forgetOutput(): void {
    this.#first = '';
    this.#last = '';
    this.#printed = 0;
  }

  /** Calls the host; rejects with `HostLost` when it is lost meanwhile. */
  async call<Name extends keyof HostCalls>(
    name: Name,
    ...args: Parameters<HostCalls[Name]>
  ): Promise<Awaited<ReturnType<HostCalls[Name]>>> {
    if (this.#gone) throw this.#gone;
    this.#startWatch();
    const answer = this.#calls.$call(name, ...(args as never)) as unknown;
    return Promise.race([answer as ReturnType<HostCalls[Name]>, this.#lost.promise]) as Promise<
      Awaited<ReturnType<HostCalls[Name]>>
    >;
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
        this.#lose('held', `the answer's code held the thread for ${seconds} seconds`);
        this.#child.kill('SIGKILL');
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
    const asked = { at: performance.now(), used: this.#used };
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
      const worked = (this.#used ?? 0) - (asked.used ?? 0);
      const over = silent > this.#patience && worked > this.#patience;
      heard ??= over || silent > SILENT_FACTOR * this.#patience ? false : undefined;
    }
    if (heard) this.#asked = undefined;
    return heard;
  }

  #lose(kind: HostLost['kind'], message: string): void {
    if (this.#gone) return;
    this.#gone = new HostLost(kind, message);
    clearTimeout(this.#watch);
    this.#lost.reject(this.#gone);
  }
}

/** An answer's process gets what a process needs to start, and none of the user's secrets. */
function inherited(): NodeJS.ProcessEnv {
  const needed = [
    'PATH',
    'HOME',
    'TMPDIR',
    'TEMP',
    'TMP',
    'SystemRoot',
    'USERPROFILE',
    'LD_LIBRARY_PATH',
  ];
  return Object.fromEntries(
    needed.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
