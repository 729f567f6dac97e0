import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { gunzipSync } from 'node:zlib';
import { status } from '@grpc/grpc-js';
import { MESSAGE_BYTES, TRANSFER_MS } from './limits.ts';
import { METHODS, SERVICE } from './protocol.ts';
import { Refusal, unless } from './refusal.ts';

/** Before each message: whether it is compressed, and its length in four bytes. */
const PREFIX = 5;
const CONTENT = 'application/grpc';
/** What zlib says when there is more than it may give. */
const TOO_LARGE = 'ERR_BUFFER_TOO_LARGE';

/** How a call ended that came to nothing. */
export interface Failed {
  readonly code: number;
  readonly details: string;
  /** The server's own account of it, an encoded `google.rpc.Status`. */
  readonly more?: Buffer | undefined;
}

/** What becomes of a call beside its answer. */
export interface CallEvents {
  /** A message was received, of so many bytes. @throws Refusal when there were too many lately */
  readonly received: (bytes: number) => void;
  /** One with so many fields is decoded. @throws Refusal when there were too many lately */
  readonly decodes: (fields: number) => void;
  /** The call holds so many bytes more, or fewer. @throws Refusal when all hold too many */
  readonly holds: (bytes: number) => void;
  readonly refused: (method: string, refusal: Refusal) => void;
}

/** One call of gRPC from a sandbox: one request, one answer. */
export class Call {
  readonly #stream: ServerHttp2Stream;
  readonly #headers: IncomingHttpHeaders;
  readonly #gone = new AbortController();
  readonly #events: CallEvents;
  #timer: NodeJS.Timeout | undefined;
  #held = 0;

  constructor(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, events: CallEvents) {
    this.#stream = stream;
    this.#headers = headers;
    this.#events = events;
    // Whatever breaks a stream also closes it.
    stream.on('error', () => undefined);
    stream.once('close', () => {
      clearTimeout(this.#timer);
      this.#gone.abort();
      events.holds(-this.#held);
    });
    this.#limitTime();
  }

  /** The method of the workflow service that is called; `unknown` for all that is none. */
  get method(): string {
    const path = this.#headers[':path'] ?? '';
    const name = path.startsWith(SERVICE) ? path.slice(SERVICE.length) : '';
    return METHODS.has(name) ? name : 'unknown';
  }

  /** Raised when nobody waits for an answer any more. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** When its caller stops waiting, in milliseconds from now; undefined when that was not said. */
  get patience(): number | undefined {
    const [, amount, unit = ''] = /^(\d{1,8})([HMSmun])$/.exec(this.#header('grpc-timeout')) ?? [];
    const milliseconds = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 0.001, n: 1e-6 }[unit];
    return milliseconds === undefined ? undefined : Number(amount) * milliseconds;
  }

  /** Reads the request. @throws Refusal */
  async request(): Promise<Uint8Array> {
    unless(this.#headers[':method'] === 'POST', 'malformed');
    unless(this.#header('content-type').startsWith(CONTENT), 'malformed');
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of this.#stream as AsyncIterable<Buffer>) {
      length += chunk.length;
      unless(length <= PREFIX + MESSAGE_BYTES, 'size');
      this.#hold(chunk.length);
      chunks.push(chunk);
    }
    clearTimeout(this.#timer);
    const message = this.#message(Buffer.concat(chunks));
    this.#events.received(message.length);
    this.#hold(message.length);
    return message;
  }

  /** Something of so many fields is decoded. @throws Refusal when there were too many lately */
  decodes(fields: number): void {
    this.#events.decodes(fields);
  }

  #message(body: Buffer): Uint8Array {
    unless(body.length >= PREFIX && body.readUInt32BE(1) === body.length - PREFIX, 'malformed');
    const message = body.subarray(PREFIX);
    if (body[0] === 0) return message;
    unless(body[0] === 1 && this.#header('grpc-encoding') === 'gzip', 'malformed');
    try {
      // At once: those that wait for a thread would be worked at even when nobody waits for them.
      return gunzipSync(message, { maxOutputLength: MESSAGE_BYTES });
    } catch (error) {
      const isLarge = error instanceof Error && 'code' in error && error.code === TOO_LARGE;
      throw new Refusal(isLarge ? 'size' : 'malformed');
    }
  }

  /** Answers with a message. @throws Refusal when too much waits to be read */
  answer(message: Uint8Array): void {
    if (!this.#isOpen) return;
    this.#limitTime();
    this.#hold(message.length);
    const prefix = Buffer.alloc(PREFIX);
    prefix.writeUInt32BE(message.length, 1);
    this.#stream.once('wantTrailers', () => this.#stream.sendTrailers({ 'grpc-status': '0' }));
    this.#stream.respond({ ':status': 200, 'content-type': CONTENT }, { waitForTrailers: true });
    this.#stream.end(Buffer.concat([prefix, message]));
  }

  /** Answers that it came to nothing. */
  fail({ code, details, more }: Failed): void {
    if (!this.#isOpen) return;
    this.#stream.respond(
      {
        ':status': 200,
        'content-type': CONTENT,
        'grpc-status': String(code),
        'grpc-message': encodeURI(details.toWellFormed()),
        ...(more ? { 'grpc-status-details-bin': more.toString('base64') } : {}),
      },
      { endStream: true },
    );
    // What is still to come of the request is of no interest.
    this.#stream.close(constants.NGHTTP2_NO_ERROR);
  }

  refuse(refusal: Refusal): void {
    this.fail({ code: status.PERMISSION_DENIED, details: `Not from here: ${refusal.message}.` });
    this.#events.refused(this.method, refusal);
  }

  #hold(bytes: number): void {
    this.#held += bytes;
    this.#events.holds(bytes);
  }

  get #isOpen(): boolean {
    return !this.#stream.destroyed && !this.#stream.closed && !this.#stream.headersSent;
  }

  #header(name: string): string {
    const value = this.#headers[name];
    return typeof value === 'string' ? value : '';
  }

  #limitTime(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.refuse(new Refusal('slow')), TRANSFER_MS);
  }
}
