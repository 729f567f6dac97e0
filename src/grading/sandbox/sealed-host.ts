import { jsonChannel, type ChannelBreach } from '../../runtime/channel.ts';
import {
  HOST_MAIN,
  HOST_OPTIONS,
  surroundings,
  type HostPlace,
  type HostProcess,
} from '../../runtime/host-process.ts';
import { readFileSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { CHANNEL_FD, RELAYS_VARIABLE, relaysText, type Relay } from '../../runtime/parent.ts';
import { spawnIn } from './sandbox.ts';

/** Who prints more than this is ended: reading it costs the judge's time. */
const MAX_PRINTED_BYTES = 8_000_000;

/** One tick of the kernel's clock for processes, in milliseconds: 100 a second, on all of Linux. */
const TICK_MS = 10;

/** Milliseconds of processor time that a process and all that it started have used, as the kernel says. */
function processorTime(pid: number): number {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    // Its name comes first, in brackets, and may have anything in it.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const own = (Number(fields[11]) + Number(fields[12])) * TICK_MS;
    const theirs = children
      .filter((child) => child !== '')
      .map((child) => processorTime(Number(child)));
    return theirs.reduce((total, time) => total + time, own);
  } catch {
    // It has ended meanwhile.
    return 0;
  }
}

/** What a host in a sandbox is given. */
export interface Given {
  /** What can be read in there. */
  readonly readable: readonly string[];
  /** The ports at which it finds what it may reach. */
  readonly relays: readonly Relay[];
  /** Where the machinery lies compiled. */
  readonly compiled: string;
}

/** Starts a host in a sandbox. */
export function startSealed(place: HostPlace, { readable, relays, compiled }: Given): HostProcess {
  const env = {
    ...surroundings(place),
    HOME: '/tmp',
    NODE_COMPILE_CACHE: compiled,
    [RELAYS_VARIABLE]: relaysText(relays),
  };
  const child = spawnIn(
    { readable, env },
    [process.execPath, ...HOST_OPTIONS, fileURLToPath(HOST_MAIN)],
    // The last two are CHANNEL_FD and METER_FD. What it says of its own time is not asked.
    ['ignore', 'pipe', 'pipe', 'pipe', 'ignore'],
  );
  const { promise: breach, resolve } = Promise.withResolvers<string>();
  let printed = 0;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer | string) => {
      printed += chunk.length;
      if (printed > MAX_PRINTED_BYTES) resolve(`it printed more than ${MAX_PRINTED_BYTES} bytes`);
    });
  }
  for (const stream of child.stdio) stream?.on('error', () => undefined);
  const channel = jsonChannel(child.stdio[CHANNEL_FD] as Duplex, (error: ChannelBreach) =>
    resolve(error.message),
  );
  const used = () => (child.pid === undefined ? undefined : processorTime(child.pid));
  return { child, channel, used, breach, inspected: false };
}
