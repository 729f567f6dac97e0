/** How a host talks to whoever started it. */
import { Socket } from 'node:net';
import { jsonChannel, type Channel } from './channel.ts';

/** Where a host that has no channel of Node's own finds its channel. */
export const CHANNEL_FD = 3;

/**
 * Names the variable that tells a host which ports of its own to connect with which sockets, as
 * `7233=/path,7234=/other`: what keeps it apart leaves it no network but itself.
 */
export const RELAYS_VARIABLE = 'DOJO_RELAYS';

export interface Relay {
  readonly port: number;
  readonly socket: string;
}

/** What `relaysFrom` reads. */
export function relaysText(relays: readonly Relay[]): string {
  return relays.map(({ port, socket }) => `${port}=${socket}`).join(',');
}

export function relaysFrom(environment: NodeJS.ProcessEnv): Relay[] {
  return (environment[RELAYS_VARIABLE] ?? '')
    .split(',')
    .filter((text) => text !== '')
    .map((text) => {
      const [port = '', ...socket] = text.split('=');
      return { port: Number(port), socket: socket.join('=') };
    });
}

/**
 * The channel to the process that started this one.
 *
 * @param onGone is called when that process is gone
 */
export function parentChannel(onGone: () => void): Channel {
  if (process.send) {
    process.on('disconnect', onGone);
    return {
      post: (message) => process.send?.(message),
      on: (receive) => process.on('message', receive),
    };
  }
  const socket = new Socket({ fd: CHANNEL_FD, readable: true, writable: true });
  socket.on('error', () => socket.destroy());
  socket.on('close', onGone);
  return jsonChannel(socket, onGone);
}
