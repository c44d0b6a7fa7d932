import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PtxError } from '../../src/errors.js';
import { decodeMessage, encodeMessage } from '../../src/kubevirt/protobuf.js';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const decoded = (hex: string) =>
  Object.fromEntries([...decodeMessage(bytes(hex))].map(([field, value]) => [field, Buffer.from(value).toString()]));

describe('decodeMessage', () => {
  it.each([
    ['nothing', '', {}],
    ['texts', '0a 01 61 12 02 62 63', { 1: 'a', 2: 'bc' }],
    ['the last of two', '0a 01 61 0a 01 62', { 1: 'b' }],
    ['a field with a large number', '82 7d 01 61', { 2000: 'a' }],
    ['texts behind numbers', '08 ff 01 11 0000000000000000 1d 00000000 22 01 61', { 4: 'a' }],
    ['a negative number, of ten bytes', '08 ffffffffffffffffff01 12 01 61', { 2: 'a' }],
  ])('reads %s', (_, hex, fields) => expect(decoded(hex)).toEqual(fields));

  it.each([
    ['a text that is cut off', '0a 05 61'],
    ['a length that is cut off', '0a ff'],
    ['a length beyond all bytes', '0a ffffffffff0f 61'],
    ['a number without an end', '08 ffffffffffffffffffffff'],
    ['a group', '0b 0c'],
    ['eight bytes that are cut off', '09 00'],
    ['text', '3c 64 6f 6d 61 69 6e 2f 3e'],
  ])('refuses %s', (_, hex) => expect(() => decoded(hex)).toThrow(PtxError));

  it('takes any bytes, or refuses them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (message) => {
        try {
          decodeMessage(message);
        } catch (error) {
          expect(error).toBeInstanceOf(PtxError);
        }
      }),
      { seed: 20_260 },
    );
  });
});

it('reads what it wrote', () => {
  const field = fc.tuple(fc.integer({ min: 1, max: 1 << 20 }), fc.uint8Array({ maxLength: 300 }));
  fc.assert(
    fc.property(fc.uniqueArray(field, { selector: ([number]) => number }), (fields) => {
      expect([...decodeMessage(encodeMessage(fields))]).toEqual(fields);
    }),
    { seed: 20_260 },
  );
});
