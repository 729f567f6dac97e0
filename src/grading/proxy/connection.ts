import type { ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import { Call, type CallEvents } from './call.ts';
import { SILENCE_MS } from './limits.ts';
import { Refusal, type Reason } from './refusal.ts';

/** What a connection shares with the sandbox's others, and tells. */
export interface ConnectionEvents extends CallEvents {
  serve(call: Call): Promise<void>;
  /** A call begins. @throws Refusal when there are too many */
  enter(): void;
  /** A call has ended. */
  leave(): void;
  closed(): void;
}

/** One connection from a sandbox. */
export class Connection {
  readonly #session: ServerHttp2Session;
  readonly #events: ConnectionEvents;
  readonly #silence: NodeJS.Timeout;
  #isBroken = false;
  #received = 0;

  constructor(session: ServerHttp2Session, events: ConnectionEvents) {
    this.#session = session;
    this.#events = events;
    this.#silence = setTimeout(() => this.breach('silent'), SILENCE_MS);
    session.on('stream', (stream, headers) => {
      clearTimeout(this.#silence);
      const call = new Call(stream, headers, { ...events, refused: this.#refused });
      this.#begin(call, stream);
    });
    session.on('error', (error) => this.#failed(error));
    session.once('close', () => {
      clearTimeout(this.#silence);
      events.closed();
    });
  }

  /** Bytes that it has sent so far. */
  get received(): number {
    // A connection that is closed no longer tells.
    this.#received = Math.max(this.#received, this.#session.socket?.bytesRead ?? 0);
    return this.#received;
  }

  /** Closes it for good; the sandbox may open another. */
  breach(reason: Reason): void {
    this.#refused('-', new Refusal(reason));
  }

  end(): void {
    clearTimeout(this.#silence);
    if (!this.#session.destroyed) this.#session.destroy();
  }

  #begin(call: Call, stream: ServerHttp2Stream): void {
    try {
      this.#events.enter();
      stream.once('close', () => this.#events.leave());
      this.#events.serve(call).catch(() => undefined);
    } catch (error) {
      if (error instanceof Refusal) call.refuse(error);
    }
  }

  readonly #refused = (method: string, refusal: Refusal): void => {
    // What one breach brings with it is no other.
    if (this.#isBroken) return;
    this.#isBroken = refusal.isBreach;
    this.#events.refused(method, refusal);
    if (refusal.isBreach) this.end();
  };

  /** HTTP/2 itself gave up. That a connection was cut off is no breach. */
  #failed(error: Error): void {
    const code = 'code' in error ? String(error.code) : '';
    if (code.startsWith('ERR_HTTP2')) this.breach('protocol');
  }
}
