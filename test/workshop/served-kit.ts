import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { kitRoutes } from '../../src/workshop/kit.ts';

/** A kit that is served as the board does it. */
export interface ServedKit {
  /** `http://127.0.0.1:40123` */
  readonly address: string;
  readonly server: Server;
  readonly sockets: ReadonlySet<Socket>;
  close(): Promise<void>;
}

/** Serves the bundles of a folder at `/kit`, on a port that is free. */
export async function serveKit(folder: string, host = '127.0.0.1', port = 0): Promise<ServedKit> {
  const app = new Hono().route('/kit', kitRoutes(folder));
  const server = await new Promise<Server>((resolve) => {
    const begun = serve({ fetch: app.fetch, hostname: host, port }, () => resolve(begun as Server));
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return {
    address: `http://${host}:${(server.address() as AddressInfo).port}`,
    server,
    sockets,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
