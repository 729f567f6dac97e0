import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

/** What every connection of HTTP/2 begins with, and a client's settings. */
export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
export const [DATA, HEADERS, RST, SETTINGS, PING, WINDOW, CONTINUATION] = [
  0, 1, 3, 4, 6, 8, 9,
] as const;
export const END_HEADERS = 4;
export const HELLO = Buffer.concat([PREFACE, frame(SETTINGS, 0, 0)]);

/** A frame of HTTP/2. */
export function frame(
  type: number,
  flags: number,
  stream: number,
  payload: Buffer = Buffer.alloc(0),
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** Headers as HPACK writes them when it compresses nothing; each part is shorter than 127. */
export function headerBlock(headers: Record<string, string>): Buffer {
  const parts = Object.entries(headers).flatMap(([name, value]) => [
    Buffer.from([0, name.length]),
    Buffer.from(name),
    Buffer.from([value.length]),
    Buffer.from(value),
  ]);
  return Buffer.concat(parts);
}

/** The headers of a call of gRPC. */
export function callHeaders(path: string, more: object = {}): Record<string, string> {
  return {
    ':method': 'POST',
    ':scheme': 'http',
    ':path': path,
    ':authority': 'localhost',
    'content-type': 'application/grpc',
    te: 'trailers',
    ...more,
  };
}

/** A message of gRPC with its prefix. */
export function message(bytes: Uint8Array, { flag = 0, length = bytes.length } = {}): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt8(flag, 0);
  prefix.writeUInt32BE(length, 1);
  return Buffer.concat([prefix, bytes]);
}

/** Connects to a socket, writes bytes whatever comes back, and waits until the other side closes. */
export async function write(path: string, ...chunks: readonly Buffer[]): Promise<void> {
  const socket = open(path);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  for (const chunk of chunks) {
    if (socket.destroyed) break;
    const drained = new Promise<void>((resolve) => socket.once('drain', () => resolve()));
    if (!socket.write(chunk)) await Promise.race([drained, closed]);
  }
  await closed;
}

/** A connection of which nothing is read but its end. */
export function open(path: string): Socket {
  return connect(path)
    .on('error', () => undefined)
    .resume();
}

/** Node's own client of HTTP/2, on a unix socket. */
export function openHttp2(path: string, settings: object = {}): ClientHttp2Session {
  const session = connectHttp2('http://localhost', {
    createConnection: () => connect(path),
    settings,
  });
  return session.on('error', () => undefined);
}

/** Sends the body of one call; resolves when its connection is closed. */
export async function call(
  path: string,
  method: string,
  body: Buffer,
  more: object = {},
): Promise<void> {
  const session = openHttp2(path);
  const closed = once(session, 'close');
  const stream = session.request(callHeaders(method, more)).on('error', () => undefined);
  stream.resume().end(body);
  await closed;
}
