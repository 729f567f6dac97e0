import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import process from 'node:process';

/**
 * A port on 127.0.0.1 that was free a moment ago.
 *
 * Linux hands out ports at random, so two learners could be given the same one before either server
 * listens. A connection closed from the server's side keeps the port out of that lottery for a
 * minute, and a server can still listen there. Other systems count upwards and need no such care.
 */
export function freePort(): Promise<number> {
  return new Promise((settle, reject) => {
    const listener = createServer();
    listener.once('error', reject);
    listener.listen(0, '127.0.0.1', () => {
      const { port } = listener.address() as AddressInfo;
      const close = (): void => {
        listener.close(() => settle(port));
      };
      if (process.platform !== 'linux') {
        close();
        return;
      }
      listener.once('connection', (accepted) => accepted.end());
      const visitor = connect(port, '127.0.0.1');
      visitor.once('error', close);
      visitor.once('end', () => visitor.end(close));
      visitor.resume();
    });
  });
}

/**
 * Whether somebody may listen at a port.
 *
 * @param address of this machine; all of them unless told
 */
export async function isFree(port: number, address?: string): Promise<boolean> {
  const server = createServer();
  const free = await new Promise<boolean>((settle) => {
    server.once('error', () => settle(false));
    server.listen(port, address, () => settle(true));
  });
  await new Promise((settle) => server.close(settle));
  return free;
}
