import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** How long the other end has to find the pipe empty, or full, before something is done about it. */
const WAIT_MS = 20;

/** The ends of a named pipe, which refuse to wait: whoever inherits one is told EAGAIN. */
export interface Fifo {
  readonly reader: number;
  readonly writer: number;
}

/** Make a named pipe. */
export function makeFifo(path: string): Fifo {
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return { reader, writer: openSync(path, constants.O_WRONLY | constants.O_NONBLOCK) };
}

/** Write all of it, each time that the reader has found the pipe empty, and close the end. */
export async function writeSlowly(writer: number, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    await delay(WAIT_MS);
    written += attempt(() => writeSync(writer, bytes, written)) ?? 0;
  }
  closeSync(writer);
}

/** Read to the end, each time that the writer has found the pipe full, and close the end. */
export async function readSlowly(reader: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  for (;;) {
    await delay(WAIT_MS);
    const chunk = Buffer.allocUnsafe(64 * 1024);
    const length = attempt(() => readSync(reader, chunk));
    if (length === 0) break;
    if (length !== undefined) chunks.push(chunk.subarray(0, length));
  }
  closeSync(reader);
  return Buffer.concat(chunks).toString();
}

/** Undefined where the pipe is empty or full. */
function attempt(move: () => number): number | undefined {
  try {
    return move();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined;
    throw error;
  }
}
