import { connect as connectHttp } from 'node:http2';
import { connect as connectTcp } from 'node:net';

/** Whether something accepts connections at an address. */
export function accepts(host: string, port: number, limit: number): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connectTcp({ host, port, timeout: limit });
    const done = (answer: boolean): void => {
      socket.destroy();
      settle(answer);
    };
    socket.once('connect', () => done(true));
    socket.once('timeout', () => done(false));
    socket.once('error', () => done(false));
  });
}

/**
 * Asks what listens at an address for its virtual time, which only a time-skipping server knows.
 * This is one gRPC call by hand, because loading a gRPC library takes longer than a server starts.
 *
 * @param limit in milliseconds
 */
export function probe(
  host: string,
  port: number,
  limit: number,
): Promise<'ready' | 'stranger' | 'silent'> {
  return new Promise((settle) => {
    const session = connectHttp(`http://${host.includes(':') ? `[${host}]` : host}:${port}`);
    let connected = false;
    const done = (answer: 'ready' | 'stranger' | 'silent'): void => {
      clearTimeout(timer);
      session.destroy();
      settle(answer);
    };
    const timer = setTimeout(() => done(connected ? 'stranger' : 'silent'), limit);
    session.once('connect', () => {
      connected = true;
    });
    session.once('error', () => done(connected ? 'stranger' : 'silent'));
    const call = session.request({
      ':method': 'POST',
      ':path': '/temporal.api.testservice.v1.TestService/GetCurrentTime',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    let status: unknown;
    call.once('response', (headers) => {
      status = headers['grpc-status'];
    });
    call.once('trailers', (trailers) => {
      status = trailers['grpc-status'] ?? status;
    });
    call.once('error', () => done(connected ? 'stranger' : 'silent'));
    call.once('end', () => done(Number(status) === 0 ? 'ready' : 'stranger'));
    call.resume();
    // An empty message: one byte "not compressed", four bytes of length.
    call.end(Buffer.alloc(5));
  });
}
