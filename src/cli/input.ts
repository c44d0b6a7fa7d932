import { type Domain, parseDomain } from '../domain/domain.js';
import { PtxError } from '../errors.js';
import { systemError } from '../host/node/system-error.js';
import { decodeUtf8 } from './decode-utf8.js';
import type { Io } from './io.js';
import { namingFile } from './report.js';

/** As FILE, standard input; as the argument of --output, standard output. */
export const STANDARD_STREAM = '-';

/** What messages call an input. */
export function nameInput(input: string): string {
  return input === STANDARD_STREAM ? '<stdin>' : input;
}

/**
 * Read the text of a file, or of standard input for `-`.
 *
 * @throws PtxError FILE_UNREADABLE, XML_ENCODING_UNSUPPORTED, XML_NOT_WELL_FORMED
 */
export async function readInput(input: string, io: Io): Promise<string> {
  return decodeUtf8(await readBytes(input, io));
}

/** Read a domain from a file, or from standard input for `-`; a refusal names the file. */
export function readDomain(input: string, io: Io): Promise<Domain> {
  return namingFile(nameInput(input), async () => parseDomain(await readInput(input, io)));
}

/**
 * Read bytes of a file, or of standard input for `-`, and no more than a limit.
 *
 * @throws PtxError FILE_UNREADABLE, FILE_TOO_LARGE
 */
export async function readBytes(input: string, io: Io, limit?: number): Promise<Uint8Array> {
  const bytes = await readAny(input, io, limit);
  if (limit !== undefined && bytes.length > limit) {
    throw new PtxError('FILE_TOO_LARGE', `Expected at most ${limit / MIB} MiB`);
  }
  return bytes;
}

const MIB = 1024 * 1024;

async function readAny(input: string, io: Io, limit: number | undefined): Promise<Uint8Array> {
  try {
    return input === STANDARD_STREAM ? await io.readStdin(limit) : await io.readFile(input, limit);
  } catch (error) {
    throw systemError('FILE_UNREADABLE', 'Cannot read', error);
  }
}
