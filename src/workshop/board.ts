import { createServer, type Server } from 'node:http';
import { isIPv6 } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { renderSVG } from 'uqr';
import { CourseError } from '../course/error.ts';
import { boardRoutes } from './board-routes.ts';
import { fingerprint, readKit } from './bundles.ts';
import type { AgendaFacts, Facts, KataFacts, KitFacts } from './facts.ts';
import { kitRoutes } from './kit.ts';
import { kitCommand } from './kit-package.ts';
import { headers, knownHost, sameSite, unkept } from './guard.ts';
import { buildAssets, joinPage, shell } from './page-shell.ts';
import type { Room } from './room.ts';
import { seatRoutes } from './seat-routes.ts';

/** Where the board listens unless told. */
export const BOARD_PORT = 4600;
/** As many as a full room has, and some who download. */
const CONNECTIONS = 3000;
/** In milliseconds. */
const SOCKETS = {
  // A request that is not whole by then is dropped.
  requestTimeout: 30_000,
  headersTimeout: 30_000,
  // A laptop that was closed says nothing: it is asked.
  keepAlive: true,
  keepAliveInitialDelay: 10_000,
};

export interface BoardOptions {
  /** The repository. */
  readonly root: string;
  readonly room: Room;
  readonly katas: readonly KataFacts[];
  readonly agendas: readonly AgendaFacts[];
  /** The agenda that is meant to be followed. */
  readonly agenda?: string;
  /** The address that learners use: `192.168.1.20`. */
  readonly address: string;
  readonly port: number;
  /** The folder of the offline kit, where there is one. */
  readonly kit?: string;
  /** Is told of what went wrong in the board itself. */
  readonly trouble: (error: Error) => void;
}

/** A board that runs. */
export interface Board {
  /** What learners type: `192.168.1.20:4600`. */
  readonly host: string;
  /** The instructor's pages; they open by the secret behind the `#`. */
  readonly wall: string;
  readonly lead: string;
  close(): Promise<void>;
}

/**
 * Serves a room: to this machine always, and to the network at the address that was told.
 *
 * @throws CourseError when it can't listen there
 */
export async function startBoard(given: BoardOptions): Promise<Board> {
  const { room, address, port } = given;
  const app = await boardApp(given);
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const servers: Server[] = [];
  // The instructor's own browser comes by this machine's own address.
  for (const place of new Set([address, '127.0.0.1'])) {
    if (place === '127.0.0.1' && address === '0.0.0.0') continue;
    const server = createServer(SOCKETS, (...both) => {
      // It answers for itself, errors too.
      void answer(...both);
    });
    server.maxConnections = CONNECTIONS;
    servers.push(server);
    try {
      await listen(server, place, port);
    } catch (error) {
      for (const each of servers) each.close();
      throw refused(error, place, port);
    }
  }
  return {
    host: hostOf(address, port),
    wall: `http://127.0.0.1:${port}/wall/#${room.secret}`,
    lead: `http://127.0.0.1:${port}/lead/#${room.secret}`,
    close: async () => {
      await Promise.all(
        servers.map(
          (server) =>
            new Promise((resolve) => {
              server.close(resolve);
              // Streams have no end of their own.
              server.closeAllConnections();
            }),
        ),
      );
    },
  };
}

/** The board without a network around it. */
async function boardApp(given: BoardOptions): Promise<Hono> {
  const { room, katas, agendas, agenda, address, port, kit, trouble } = given;
  const host = hostOf(address, port);
  const assets = await buildAssets();
  const kitFacts = async (): Promise<{ kit?: KitFacts }> => {
    if (kit === undefined) return {};
    const { bundles } = await readKit(kit);
    const prints = bundles.map(({ platform, sha256 }) => ({
      platform,
      print: fingerprint(sha256),
    }));
    return { kit: { command: kitCommand(`http://${host}/kit`), bundles: prints } };
  };
  const facts = async (): Promise<Facts> => ({
    title: room.title,
    host,
    qr: renderSVG(`http://${host}/`, { border: 1 }),
    ownQr: renderSVG(`http://${host}/lead/#${room.secret}`, { border: 1 }),
    ...(await kitFacts()),
    katas,
    agendas,
    ...(agenda === undefined ? {} : { agenda }),
  });
  const app = new Hono();
  app.use(headers, knownHost, sameSite);
  app.use('/board/*', unkept);
  app.use('/seat/*', unkept);
  app.get('/', async (context) => context.html(joinPage(room.title, host, (await kitFacts()).kit)));
  app.get('/wall/', (context) => context.html(shell(room.title, 'wall')));
  app.get('/lead/', (context) => context.html(shell(`${room.title}: lead`, 'lead')));
  app.get('/pages/:name', (context) => {
    const asset = assets.get(context.req.path);
    if (!asset) return context.notFound();
    return context.body(asset.text, 200, { 'content-type': `${asset.type}; charset=utf-8` });
  });
  if (kit !== undefined) app.route('/kit', kitRoutes(kit));
  app.route('/board', boardRoutes({ ...given, facts }));
  app.route('/', seatRoutes({ room, katas, agendas }));
  app.notFound((context) => context.json({ error: 'There is nothing here.' }, 404));
  app.onError((error, context) => {
    trouble(error);
    return context.json({ error: 'Something went wrong on the board.' }, 500);
  });
  return app;
}

/** As it stands in an address: `[::1]:4600`. */
function hostOf(address: string, port: number): string {
  return `${isIPv6(address) ? `[${address}]` : address}:${port}`;
}

function listen(server: Server, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });
}

function refused(error: unknown, address: string, port: number): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new CourseError(
        `Something listens at ${address}:${port} already; perhaps it is the board.`,
        `Stop that, or choose another port: npx dojo workshop --port ${port + 1}`,
      );
    case 'EADDRNOTAVAIL':
      return new CourseError(
        `${address} is no address of this machine.`,
        'See which there are: npx dojo doctor --workshop',
        { kind: 'usage' },
      );
    case 'EACCES':
      return new CourseError(
        `This machine lets nobody listen at port ${port}.`,
        'Choose a higher one: npx dojo workshop --port 4600',
        { kind: 'usage' },
      );
    default:
      return error;
  }
}
