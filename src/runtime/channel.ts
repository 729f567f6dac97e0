import type { Duplex } from 'node:stream';

/** Carries the calls between a host and whoever started it, in both directions. */
export interface Channel {
  post(message: unknown): void;
  on(receive: (message: unknown) => void): void;
}

/** One message: a bundle of 4 MB, or the longest history, with room to spare. */
const MAX_MESSAGE_BYTES = 32_000_000;
/** No honest message is nested so deeply, and deeper ones would end whoever walks through them. */
const MAX_DEPTH = 200;
/**
 * Values in one message: two bytes can be an object of a hundred. The metrics of a host that emits
 * as many as it may are below this.
 */
const MAX_VALUES = 400_000;
/** What a host may say in all, before another takes its place. */
const MAX_MESSAGES = 500_000;
const MAX_BYTES = 512_000_000;

/** In an encoded message, an object with this key alone stands for something that JSON has no word for. */
const MARK = '$dojo';

/** Whoever is at the other end does not keep to the rules. */
export class ChannelBreach extends Error {}

/**
 * A channel over a stream, for a peer that may say anything. Node's own channel between processes
 * reads what V8 has serialized, which is made for friends. Here each line is JSON: what comes out is
 * plain data with bytes in it, not too deep and not too much.
 *
 * @param onBreach is told once, and then nothing more is read
 */
export function jsonChannel(stream: Duplex, onBreach: (breach: ChannelBreach) => void): Channel {
  return {
    post: (message) => {
      if (!stream.destroyed) stream.write(`${encoded(message)}\n`);
    },
    on: (receive) => {
      let pending: Buffer[] = [];
      let length = 0;
      let bytes = 0;
      let messages = 0;
      const breach = (why: string) => {
        stream.pause();
        stream.removeAllListeners('data');
        onBreach(new ChannelBreach(why));
      };
      stream.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        let from = 0;
        for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
          const line = Buffer.concat([...pending, chunk.subarray(from, end)]);
          [pending, length, from] = [[], 0, end + 1];
          messages += 1;
          let message: unknown;
          try {
            if (valuesIn(line) > MAX_VALUES) return breach('it sent a message of too many parts');
            message = decoded(line.toString());
          } catch (error) {
            return breach(error instanceof ChannelBreach ? error.message : 'it sent no JSON');
          }
          receive(message);
        }
        pending.push(chunk.subarray(from));
        length += chunk.length - from;
        if (length > MAX_MESSAGE_BYTES) breach('it sent a message without an end');
        else if (bytes > MAX_BYTES || messages > MAX_MESSAGES) breach('it sent too much');
      });
    },
  };
}

/** How many values a text of JSON holds, at most. */
function valuesIn(line: Uint8Array): number {
  let values = 1;
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const sign = line[at];
    if (quoted && sign === BACKSLASH) at += 1;
    else if (sign === QUOTE) quoted = !quoted;
    else if (!quoted && (sign === COMMA || sign === BRACKET || sign === BRACE)) values += 1;
  }
  return values;
}

const [QUOTE, BACKSLASH, COMMA, BRACKET, BRACE] = Buffer.from('"\\,[{');

/** A message as one line of JSON. */
export function encoded(message: unknown): string {
  return JSON.stringify(marked(message));
}

function marked(value: unknown): unknown {
  if (value === undefined) return { [MARK]: 'undefined' };
  if (typeof value === 'number' && !Number.isFinite(value)) return { [MARK]: String(value) };
  if (typeof value === 'bigint') return { [MARK]: 'bigint', value: String(value) };
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(marked);
  if (value instanceof Uint8Array) {
    return { [MARK]: 'bytes', value: Buffer.from(value).toString('base64') };
  }
  if (value instanceof Date) return { [MARK]: 'date', value: value.getTime() };
  if (value instanceof Error) {
    const { name, message, stack } = value;
    return { [MARK]: 'error', value: { name, message, stack } };
  }
  const entries = Object.entries(value).map(([key, part]) => [key, marked(part)] as const);
  const plain = Object.fromEntries(entries);
  return Object.hasOwn(value, MARK) ? { [MARK]: 'plain', value: entries } : plain;
}

/**
 * Reads a line that `encoded` may have written, or somebody who means no good.
 *
 * @throws SyntaxError when it is no JSON
 * @throws ChannelBreach when it is nested too deeply, or marked as nothing is marked
 */
export function decoded(line: string): unknown {
  return unmarked(JSON.parse(line), 0);
}

function unmarked(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new ChannelBreach('it sent something nested too deeply');
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((part) => unmarked(part, depth + 1));
  if (Object.hasOwn(value, MARK)) return unmarkedOne(value as Marked, depth);
  return fromEntries(Object.entries(value), depth);
}

interface Marked {
  readonly [MARK]: unknown;
  readonly value?: unknown;
}

function unmarkedOne({ [MARK]: mark, value }: Marked, depth: number): unknown {
  if (mark === 'undefined') return undefined;
  if (mark === 'NaN' || mark === 'Infinity' || mark === '-Infinity') return Number(mark);
  if (mark === 'bigint' && typeof value === 'string' && /^-?\d{1,100}$/.test(value)) {
    return BigInt(value);
  }
  if (mark === 'bytes' && typeof value === 'string') return Buffer.from(value, 'base64');
  if (mark === 'date' && typeof value === 'number') return new Date(value);
  if (mark === 'error' && typeof value === 'object' && value !== null) return errorOf(value);
  if (mark === 'plain' && Array.isArray(value)) return fromEntries(value as unknown[], depth);
  throw new ChannelBreach('it sent something that nobody sends');
}

function fromEntries(entries: readonly unknown[], depth: number): object {
  const object: Record<string, unknown> = {};
  for (const entry of entries) {
    const [key, part] = Array.isArray(entry) ? (entry as unknown[]) : [];
    if (typeof key !== 'string') throw new ChannelBreach('it sent something that nobody sends');
    // An assignment would change what the object is.
    Object.defineProperty(object, key, {
      value: unmarked(part, depth + 1),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return object;
}

function errorOf(value: object): Error {
  const { name, message, stack } = value as Record<string, unknown>;
  const error = new Error(typeof message === 'string' ? message : '');
  if (typeof name === 'string') error.name = name;
  if (typeof stack === 'string') error.stack = stack;
  return error;
}
