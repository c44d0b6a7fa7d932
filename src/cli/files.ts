import type { Stats } from 'node:fs';
import { readlink, realpath, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { PtxError } from '../errors.js';
import { writeAtomically } from '../host/node/atomic-write.js';
import { systemError } from '../host/node/system-error.js';
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

/**
 * Write a file so that nobody ever sees half of it: a temporary file in the same folder, with the mode and owner of
 * the old one, is synced and renamed. A symbolic link stays one and its target is replaced; devices and pipes are
 * written to.
 *
 * @throws PtxError FILE_UNWRITABLE; then the old file is as it was, and nothing is left beside it
 */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  try {
    const existing = await statIfPresent(path);
    if (existing === undefined || existing.isFile()) await writeAtomically(await followLinks(path), content, existing);
    else await writeFile(path, content);
  } catch (error) {
    throw systemError('FILE_UNWRITABLE', 'Cannot write', error);
  }
}

/** Where a path leads, also where the last link points at nothing yet. */
async function followLinks(path: string): Promise<string> {
  const folder = await realpath(dirname(path));
  const name = join(folder, basename(path));
  const link = await readlink(name).catch(() => undefined);
  return link === undefined ? name : followLinks(resolve(folder, link));
}

async function statIfPresent(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
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
