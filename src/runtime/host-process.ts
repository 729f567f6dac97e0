import { fork, type ChildProcess } from 'node:child_process';
import { setFlagsFromString } from 'node:v8';
import type { Channel } from './channel.ts';
import { METER_FD, WAITS_VARIABLE } from './host-protocol.ts';

/** An answer that allocates without end is stopped here rather than by the machine. */
const HEAP_MEGABYTES = 768;
/** Names the variable with the port at which a debugger may look into the answer's process. */
const INSPECT_VARIABLE = 'DOJO_INSPECT';

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

/** A process in which an answer's code runs. */
export interface HostProcess {
  /** Its standard output and errors are pipes. */
  readonly child: ChildProcess;
  /** Milliseconds of processor time that it has used, as far as that is known. */
  readonly used: () => number | undefined;
  readonly channel: Channel;
  /** Resolves with the reason when it does not keep to the channel's rules. */
  readonly breach: Promise<string>;
  /** Whether a debugger may look into it, and so stop it for as long as it likes. */
  readonly inspected: boolean;
}

/** Starts such a process. */
export type StartHost = (place: HostPlace) => HostProcess;

/** The file that such a process runs. */
export const HOST_MAIN = new URL('./host-main.ts', import.meta.url);

/** What such a process is told by Node's options. */
export const HOST_OPTIONS = [
  `--max-old-space-size=${HEAP_MEGABYTES}`,
  '--disable-warning=ExperimentalWarning',
];

/** Names the variable that tells that hosts will live for hours. */
const STAYS_VARIABLE = 'DOJO_STAYS';
/** V8 would let the heap grow to thrice of what is in use. */
const SMALL_HEAP = '--heap-growing-percent=20';
/** It would also keep the script of every answer before, of a megabyte each. */
const SMALL_HOST = [SMALL_HEAP, '--no-compilation-cache'];

/**
 * This process, and the hosts that it starts from now on, take little memory, however long they live.
 * It costs them some percent of their time.
 */
export function staySmall(): void {
  setFlagsFromString(SMALL_HEAP);
  process.env[STAYS_VARIABLE] = '1';
}

/** What such a process is told of where it is. */
export function surroundings({ timeZone, locale, notesWaits }: HostPlace): Record<string, string> {
  return {
    TZ: timeZone,
    LANG: locale,
    LC_ALL: locale,
    ...(notesWaits ? { [WAITS_VARIABLE]: '1' } : {}),
    // What a connection logs would be told as something that the answer printed.
    GRPC_VERBOSITY: 'NONE',
  };
}

/** Starts a host beside this process, with all that this user may do. */
export const forkHost: StartHost = (place) => {
  const inspected = place === HERE ? process.env[INSPECT_VARIABLE] : undefined;
  const child = fork(HOST_MAIN, {
    execArgv: [
      ...HOST_OPTIONS,
      ...(process.env[STAYS_VARIABLE] ? SMALL_HOST : []),
      // Told by `http` alone, the port is not printed among what the answer prints.
      ...(inspected ? [`--inspect=${inspected}`, '--inspect-publish-uid=http'] : []),
    ],
    env: { ...inherited(), ...surroundings(place) },
    // The last one is METER_FD.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
    serialization: 'advanced',
  });
  const channel: Channel = {
    post: (message) => {
      if (child.connected) child.send(message as object, () => undefined);
    },
    on: (receive) => child.on('message', receive),
  };
  let used: number | undefined;
  child.stdio[METER_FD]?.on('data', (chunk: Buffer) => {
    used = Number(chunk.toString().trim().split('\n').at(-1));
  });
  const never = new Promise<never>(() => undefined);
  const isInspected = inspected !== undefined;
  return { child, channel, used: () => used, breach: never, inspected: isInspected };
};

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
