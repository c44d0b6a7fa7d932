import { PtxError } from '../errors.js';

/** Wire types of protobuf, and how many bytes one takes where that is fixed. */
const VARINT = 0;
const BYTES = 2;
const FIXED_LENGTHS: ReadonlyMap<number, number> = new Map([
  [1, 8],
  [5, 4],
]);

/**
 * Read the fields of a protobuf message that are texts, bytes or messages, by their numbers. Of a field that stands
 * there twice the last one counts, and numbers are passed over: no hook needs one.
 *
 * @throws PtxError FILE_MALFORMED
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function decodeMessage(message: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const fields = new Map<number, Uint8Array>();
  let offset = 0;
  const readVarint = () => {
    let value = 0;
    for (let scale = 1; scale <= MAX_SCALE; scale *= 128) {
      const byte = message[offset];
      if (byte === undefined) break;
      offset += 1;
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
    throw malformed();
  };
  const readBytes = (length: number) => {
    offset += length;
    if (offset > message.length) throw malformed();
    return message.subarray(offset - length, offset);
  };
  while (offset < message.length) {
    const tag = readVarint();
    const [field, wireType] = [Math.floor(tag / 8), tag % 8];
    const fixedLength = FIXED_LENGTHS.get(wireType);
    if (wireType === BYTES) fields.set(field, readBytes(readVarint()));
    else if (fixedLength !== undefined) readBytes(fixedLength);
    else if (wireType === VARINT) readVarint();
    else throw malformed();
  }
  return fields;
}

/** Write a protobuf message of texts, bytes and messages, each with the number of its field. */
export function encodeMessage(fields: readonly (readonly [field: number, value: string | Uint8Array])[]): Uint8Array {
  const bytes = fields.flatMap(([field, value]) => {
    const content = typeof value === 'string' ? new TextEncoder().encode(value) : value;
    return [Uint8Array.from([...varint(field * 8 + BYTES), ...varint(content.length)]), content];
  });
  const message = new Uint8Array(bytes.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of bytes) {
    message.set(part, offset);
    offset += part.length;
  }
  return message;
}

/** A varint has ten bytes at most. */
const MAX_SCALE = 128 ** 9;

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

function malformed(): PtxError {
  return new PtxError('FILE_MALFORMED', 'Expected a protobuf message');
}
