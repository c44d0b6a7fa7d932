import { readFile } from 'node:fs/promises';
import { isatty } from 'node:tty';
import { replaceFile, systemError } from './files.js';

/** Everything that the command line reads and writes, so that it can be run without a process. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isStdinTerminal: boolean;
  readonly isStdoutTerminal: boolean;
  readStdin(): Promise<Uint8Array>;
  readFile(path: string): Promise<Uint8Array>;
  /** Write a whole file or nothing. */
  replaceFile(path: string, content: string): Promise<void>;
  writeStdout(text: string): Promise<void>;
  writeStderr(text: string): void;
}

/** The streams and files of this process. */
export function processIo(): Io {
  // A reader that goes away is no failure of ours, as with SIGPIPE; other errors reach the callback of write.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  return {
    env: process.env,
    isStdinTerminal: isatty(0),
    isStdoutTerminal: isatty(1),
    readStdin,
    readFile,
    replaceFile,
    writeStdout,
    writeStderr: (text) => process.stderr.write(text),
  };
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function writeStdout(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (error == null || (error as NodeJS.ErrnoException).code === 'EPIPE') resolve();
      else reject(systemError('FILE_UNWRITABLE', 'Cannot write to standard output', error));
    });
  });
}
