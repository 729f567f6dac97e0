import { createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import { Budget } from './budget.ts';
import type { Call } from './call.ts';
import { Connection } from './connection.ts';
import {
  BREACHES,
  BYTES_PER_SECOND,
  CALLS,
  CALLS_PER_SECOND,
  CONNECTION_MEGABYTES,
  CONNECTIONS,
  COUNT_EVERY_MS,
  FIELDS_PER_SECOND,
  HEADER_BYTES,
  HEADERS,
  HELD_BYTES,
  INVALID_FRAMES,
  RESETS,
  STREAMS,
  TOTAL_BYTES,
} from './limits.ts';
import { unless, type RefusalLog } from './refusal.ts';

/**
 * Where a sandbox comes in: HTTP/2 on a unix socket. It bounds what all connections together may
 * cost; `Connection` sees to each of them.
 */
export class Door {
  readonly #server: Http2Server;
  readonly #serve: (call: Call) => Promise<void>;
  readonly #log: RefusalLog;
  readonly #connections = new Set<Connection>();
  readonly #calls = new Budget(CALLS_PER_SECOND);
  readonly #bytes = new Budget(BYTES_PER_SECOND);
  readonly #messages = new Budget(BYTES_PER_SECOND);
  readonly #fields = new Budget(FIELDS_PER_SECOND);
  #counting: NodeJS.Timeout | undefined;
  #underWay = 0;
  #held = 0;
  #breaches = 0;
  /** Bytes that came on connections that are closed. */
  #received = 0;
  /** Bytes that came in all, when they were counted last. */
  #counted = 0;

  /** @param serve answers a call; it never rejects */
  constructor(log: RefusalLog, serve: (call: Call) => Promise<void>) {
    this.#log = log;
    this.#serve = serve;
    this.#server = createServer({
      maxSessionMemory: CONNECTION_MEGABYTES,
      maxHeaderListPairs: HEADERS,
      maxSessionInvalidFrames: INVALID_FRAMES,
      maxSessionRejectedStreams: INVALID_FRAMES,
      streamResetBurst: RESETS,
      streamResetRate: RESETS,
      settings: {
        maxConcurrentStreams: STREAMS,
        maxHeaderListSize: HEADER_BYTES,
        enablePush: false,
      },
    });
    this.#server.maxConnections = CONNECTIONS;
    this.#server.on('drop', () => log.note('-', 'connections'));
    this.#server.on('session', (session) => this.#welcome(session));
    // Each session tells it, too.
    this.#server.on('sessionError', () => undefined);
  }

  /** @throws when nobody can listen there */
  async open(path: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once('error', reject);
    this.#server.listen(path, resolve);
    await promise;
    this.#server.off('error', reject).on('error', () => undefined);
    this.#counting = setInterval(() => this.#count(), COUNT_EVERY_MS).unref();
  }

  /** Ends all connections; the socket goes with them. */
  async close(): Promise<void> {
    clearInterval(this.#counting);
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const connection of this.#connections) connection.end();
    await closed;
  }

  #welcome(session: ServerHttp2Session): void {
    const isSpent = this.#received > TOTAL_BYTES;
    if (isSpent || this.#breaches >= BREACHES) {
      this.#log.note('-', isSpent ? 'bytes' : 'connections');
      session.on('error', () => undefined).destroy();
      return;
    }
    const connection = new Connection(session, {
      serve: this.#serve,
      enter: () => {
        unless(this.#calls.take(1), 'rate');
        unless(this.#underWay < CALLS, 'calls');
        this.#underWay += 1;
      },
      leave: () => {
        this.#underWay -= 1;
      },
      received: (bytes) => unless(this.#messages.take(bytes), 'rate'),
      decodes: (fields) => unless(this.#fields.take(fields), 'rate'),
      holds: (bytes) => {
        this.#held += bytes;
        unless(bytes <= 0 || this.#held <= HELD_BYTES, 'held');
      },
      refused: (method, { reason, isBreach }) => {
        if (isBreach) this.#breaches += 1;
        this.#log.note(method, reason);
      },
      closed: () => {
        this.#received += connection.received;
        this.#connections.delete(connection);
      },
    });
    this.#connections.add(connection);
  }

  /** Each connection counts the bytes that it gets; no event tells of them. */
  #count(): void {
    const open = [...this.#connections];
    const received = open.reduce((sum, connection) => sum + connection.received, this.#received);
    const isWithin = this.#bytes.take(received - this.#counted);
    this.#counted = received;
    if (isWithin && received <= TOTAL_BYTES) return;
    // All connections are the sandbox's, so it matters little which one it was.
    for (const connection of open) connection.breach(isWithin ? 'bytes' : 'rate');
  }
}
