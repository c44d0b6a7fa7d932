import { fstatSync, readSync, type Stats, writeSync } from 'node:fs';
import { systemError } from '../host/node/system-error.js';

/*
 * Standard input and output without the streams of Node where these only do the same in more steps: loading them takes a
 * tenth of the time of a start. The rest (terminals to read from, sockets, pipes that do not wait) is left to them.
 */

const [STDIN, STDOUT] = [0, 1];
const CHUNK_BYTES = 64 * 1024;

/** True where standard input is a terminal. */
export function isStdinTerminal(): boolean {
  return statOf(STDIN)?.isCharacterDevice() === true && process.stdin.isTTY === true;
}

/** Read all of standard input, or with a limit no more than is needed to see that there are more bytes than that. */
export async function readStdin(limit?: number): Promise<Uint8Array> {
  if (limit !== undefined || !isPlain(statOf(STDIN))) return collect(process.stdin, limit);
  const chunks: Uint8Array[] = [];
  try {
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const length = readSync(STDIN, chunk);
      if (length === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, length));
    }
  } catch (error) {
    if (codeOf(error) !== 'EAGAIN') throw error;
    return Buffer.concat([...chunks, await collect(process.stdin)]);
  }
}

/**
 * Write all of it to standard output. A reader that goes away is no failure of ours, as with SIGPIPE.
 *
 * @throws PtxError FILE_UNWRITABLE
 */
export async function writeStdout(content: string | Uint8Array): Promise<void> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  let written = 0;
  try {
    const stats = statOf(STDOUT);
    if (isPlain(stats) || stats?.isCharacterDevice() === true) {
      while (written < bytes.length) written += writeSync(STDOUT, bytes, written);
    }
  } catch (error) {
    if (codeOf(error) === 'EPIPE') return;
    if (codeOf(error) !== 'EAGAIN') throw unwritable(error);
  }
  if (written < bytes.length) await writeStream(bytes.subarray(written));
}

/** Read a stream to its end, or with a limit no more than is needed to see that there are more bytes than that. */
export async function collect(
  stream: AsyncIterable<Uint8Array>,
  limit = Number.POSITIVE_INFINITY,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > limit) break;
  }
  return Buffer.concat(chunks);
}

/** A reader that goes away is no failure of ours; other errors reach the callback of write. */
export function ignoringErrors(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  return stream.listenerCount('error', ignore) === 0 ? stream.on('error', ignore) : stream;
}

function ignore(): void {}

function writeStream(bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    ignoringErrors(process.stdout).write(bytes, (error) => {
      if (error == null || codeOf(error) === 'EPIPE') resolve();
      else reject(unwritable(error));
    });
  });
}

function isPlain(stats: Stats | undefined): boolean {
  return stats?.isFile() === true || stats?.isFIFO() === true;
}

/** Undefined for a descriptor that is closed. */
function statOf(descriptor: number): Stats | undefined {
  try {
    return fstatSync(descriptor);
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

function unwritable(error: unknown): Error {
  return systemError('FILE_UNWRITABLE', 'Cannot write to standard output', error);
}
