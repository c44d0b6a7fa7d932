import { PtxError } from '../errors.js';
import { systemError } from '../host/node/system-error.js';
import { STANDARD_STREAM } from './input.js';
import type { Io } from './io.js';

/**
 * Read a file of text that is no domain, or standard input for `-`.
 *
 * @throws PtxError FILE_UNREADABLE, FILE_MALFORMED for another encoding than UTF-8
 */
export async function readText(file: string, io: Io): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = file === STANDARD_STREAM ? await io.readStdin() : await io.readFile(file);
  } catch (error) {
    throw systemError('FILE_UNREADABLE', 'Cannot read', error);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new PtxError('FILE_MALFORMED', 'The file is not UTF-8', { cause });
  }
}
