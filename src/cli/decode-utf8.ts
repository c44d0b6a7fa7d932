import { PtxError } from '../errors.js';
import { locate } from '../xml/node.js';

/** How documents in other encodings begin: a byte order mark, or else the `<` of the root or the XML declaration. */
const SIGNATURES: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ['UTF-32LE', [0xff, 0xfe, 0, 0]],
  ['UTF-32BE', [0, 0, 0xfe, 0xff]],
  ['UTF-16LE', [0xff, 0xfe]],
  ['UTF-16BE', [0xfe, 0xff]],
  ['UTF-32LE', [0x3c, 0, 0, 0]],
  ['UTF-32BE', [0, 0, 0, 0x3c]],
  ['UTF-16LE', [0x3c, 0]],
  ['UTF-16BE', [0, 0x3c]],
];

const DECLARED_ENCODING = /^\uFEFF?<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']/;

/**
 * Decode a document without losing a byte: a byte order mark stays.
 *
 * @throws PtxError XML_ENCODING_UNSUPPORTED for another encoding, XML_NOT_WELL_FORMED with the place of the first byte
 * that is not UTF-8
 * @see https://www.w3.org/TR/2008/REC-xml-20081126/#sec-guessing
 */
export function decodeUtf8(bytes: Uint8Array): string {
  const signature = SIGNATURES.find(([, start]) => start.every((byte, index) => bytes[index] === byte));
  if (signature !== undefined) throw encodingUnsupported(signature[0]);
  const text = tryDecode(bytes);
  if (text !== undefined) return text;

  const [declared] = DECLARED_ENCODING.exec(new TextDecoder('latin1').decode(bytes.subarray(0, 1024)))?.slice(1) ?? [];
  if (declared !== undefined && !/^utf-?8$/i.test(declared)) throw encodingUnsupported(declared);
  const valid = longestValidPrefix(bytes);
  const location = locate(valid, valid.length);
  const byte = bytes[Buffer.byteLength(valid)]?.toString(16).padStart(2, '0').toUpperCase();
  throw new PtxError('XML_NOT_WELL_FORMED', `Not well-formed XML: byte 0x${byte} is not UTF-8`, { location });
}

function tryDecode(bytes: Uint8Array, options?: TextDecodeOptions): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, options);
  } catch {
    return undefined;
  }
}

/** All whole characters before the first byte that is not UTF-8. */
function longestValidPrefix(bytes: Uint8Array): string {
  let valid = 0;
  let invalid = bytes.length + 1;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    // "stream" lets a character be cut off at the end.
    if (tryDecode(bytes.subarray(0, middle), { stream: true }) === undefined) invalid = middle;
    else valid = middle;
  }
  return tryDecode(bytes.subarray(0, valid), { stream: true }) ?? '';
}

function encodingUnsupported(encoding: string): PtxError {
  const hint = 'Save the document as UTF-8';
  const location = { line: 1, column: 1 };
  return new PtxError('XML_ENCODING_UNSUPPORTED', `Encoding "${encoding}" is not supported`, { location, hint });
}
