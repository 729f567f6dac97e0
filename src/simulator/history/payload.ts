/** A value as Temporal carries it: bytes, and notes on how to read them. */
export interface Payload {
  readonly metadata?: Readonly<Record<string, Uint8Array>>;
  readonly data?: Uint8Array;
}

export interface Payloads {
  readonly payloads: readonly Payload[];
}

export type PayloadMap = Readonly<Record<string, Payload>>;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A value as a JSON payload, as the SDK's default converter makes it. */
export function jsonPayload(value: unknown, metadata: Record<string, string> = {}): Payload {
  if (value === undefined) return { metadata: bytesOf({ encoding: 'binary/null' }) };
  return {
    metadata: bytesOf({ encoding: 'json/plain', ...metadata }),
    data: encoder.encode(JSON.stringify(value)),
  };
}

/** Several values as JSON payloads. */
export function jsonPayloads(values: readonly unknown[]): Payloads {
  return { payloads: values.map((value) => jsonPayload(value)) };
}

/** The value of a JSON payload; undefined for an empty one. */
export function fromJson(payload: Payload | undefined): unknown {
  if (!payload?.data || payload.data.length === 0) return undefined;
  return JSON.parse(decoder.decode(payload.data)) as unknown;
}

/** Bytes of all payloads below a value: what the server's limits count. */
export function sizeOf(value: unknown): number {
  if (value === null || typeof value !== 'object') return 0;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  return Object.values(value).reduce<number>((sum, part) => sum + sizeOf(part), 0);
}

function bytesOf(texts: Record<string, string>): Record<string, Uint8Array> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, encoder.encode(text)]),
  );
}
