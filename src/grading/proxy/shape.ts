import protobuf, { type Field, type Type } from 'protobufjs/light.js';
import { MESSAGE_DEPTH, MESSAGE_FIELDS } from './limits.ts';
import { Refusal, unless } from './refusal.ts';

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

/** What is known of a field: which messages it holds, or whether it holds many numbers. */
interface Known {
  readonly message?: Part | undefined;
  readonly packed?: boolean;
}
type Part = (field: number) => Known | undefined;

/**
 * Looks at how a message is made without making it: decoded, two bytes can become an object, and
 * each level of nesting becomes a call.
 *
 * @returns how many fields it has
 * @throws Refusal when it is nested too deeply, has too many fields, or is no message at all
 */
export function checkShape(type: Type, bytes: Uint8Array): number {
  const reader = protobuf.Reader.create(bytes);
  let fields = 0;
  const walk = (part: Part | undefined, end: number, depth: number): void => {
    unless(depth <= MESSAGE_DEPTH, 'depth');
    while (reader.pos < end) {
      fields += 1;
      unless(fields <= MESSAGE_FIELDS, 'fields');
      const tag = reader.uint32();
      const wire = tag & 7;
      // Groups, the other wire types, are in no message of the protocol.
      unless([VARINT, FIXED64, LENGTH, FIXED32].includes(wire) && tag >>> 3 > 0, 'malformed');
      if (wire !== LENGTH) {
        reader.skipType(wire);
        continue;
      }
      const length = reader.uint32();
      const until = reader.pos + length;
      unless(until <= end, 'malformed');
      const known = part?.(tag >>> 3);
      if (known?.packed) fields += length;
      if (known?.message) walk(known.message, until, depth + 1);
      else reader.skip(length);
    }
    unless(reader.pos === end, 'malformed');
  };
  try {
    walk(partOf(type), bytes.length, 0);
    return fields;
  } catch (error) {
    // The reader says in its own way that the bytes end too soon.
    throw error instanceof Refusal ? error : new Refusal('malformed');
  }
}

function partOf(type: Type): Part {
  return (id) => {
    const field = type.fieldsById[id]?.resolve();
    if (!field) return undefined;
    // An entry of a map is a message of two fields: its key, and its value.
    if (field.map) return { message: (part) => (part === 2 ? knownOf(field) : undefined) };
    return knownOf(field);
  };
}

function knownOf({ resolvedType, repeated, type }: Field): Known {
  if (resolvedType instanceof protobuf.Type) return { message: partOf(resolvedType) };
  return { packed: repeated && !['string', 'bytes'].includes(type) };
}
