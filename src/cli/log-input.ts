import { readLogText } from '../host/log-text.js';
import { nameInput, readBytes } from './input.js';
import type { Io } from './io.js';
import { namingFile } from './report.js';

/** A log of half a year fits. */
const MAX_LOG_BYTES = 256 * 1024 * 1024;

/** Read a log from a file, or from standard input for `-`; a refusal names the file. */
export function readLog(file: string, io: Io): Promise<string> {
  return namingFile(nameInput(file), async () => readLogText(await readBytes(file, io, MAX_LOG_BYTES)));
}
