import { jsonChannel, type ChannelBreach } from '../../runtime/channel.ts';
import {
  HOST_MAIN,
  HOST_OPTIONS,
  surroundings,
  type HostPlace,
  type HostProcess,
} from '../../runtime/host-process.ts';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { CHANNEL_FD, RELAYS_VARIABLE, relaysText, type Relay } from '../../runtime/parent.ts';
import { spawnIn } from './sandbox.ts';

/** Who prints more than this is ended: reading it costs the judge's time. */
const MAX_PRINTED_BYTES = 8_000_000;

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
    // Of the last two, one is CHANNEL_FD and the other METER_FD.
    ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
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
  return { child, channel, breach, inspected: false };
}
