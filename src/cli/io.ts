import { createReadStream } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isatty } from 'node:tty';
import { systemError } from '../host/node/system-error.js';
import { replaceFile } from './files.js';

/** What stands in a folder. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
}

/** Everything that the command line reads and writes, so that it can be run without a process. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder of the run, from which relative paths start. */
  readonly cwd: string;
  readonly isStdinTerminal: boolean;
  readonly isStdoutTerminal: boolean;
  readonly isStderrTerminal: boolean;
  /** Read all of standard input, or with a limit no more than is needed to see that there are more bytes than that. */
  readStdin(limit?: number): Promise<Uint8Array>;
  /** Read a whole file, or with a limit no more than is needed to see that it has more bytes than that. */
  readFile(path: string, limit?: number): Promise<Uint8Array>;
  /** What stands in a folder, undefined for what is none. Links are neither file nor folder. */
  readFolder(path: string): Promise<readonly FolderEntry[] | undefined>;
  /** True for a file that can be read to its end, also behind a link; false for what is none, or is not there. */
  isFile(path: string): Promise<boolean>;
  /** The absolute path behind all links; of what is not there, or behind a loop of links, the absolute path alone. */
  realPath(path: string): Promise<string>;
  /** Write a whole file or nothing. */
  replaceFile(path: string, content: string | Uint8Array): Promise<void>;
  writeStdout(content: string | Uint8Array): Promise<void>;
  writeStderr(text: string): void;
}

/** The streams and files of this process. */
export function processIo(): Io {
  // A reader that goes away is no failure of ours, as with SIGPIPE; other errors reach the callback of write.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  return {
    env: process.env,
    cwd: process.cwd(),
    isStdinTerminal: isatty(0),
    isStdoutTerminal: isatty(1),
    isStderrTerminal: isatty(2),
    readStdin: (limit) => collect(process.stdin, limit),
    // A device or a pipe may have no end.
    readFile: (path, limit) => (limit === undefined ? readFile(path) : collect(createReadStream(path), limit)),
    readFolder,
    isFile,
    realPath: (path) => realpath(path).catch(() => resolve(path)),
    replaceFile,
    writeStdout,
    writeStderr: (text) => process.stderr.write(text),
  };
}

async function collect(stream: AsyncIterable<Uint8Array>, limit = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > limit) break;
  }
  return Buffer.concat(chunks);
}

function writeStdout(content: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(content, (error) => {
      if (error == null || (error as NodeJS.ErrnoException).code === 'EPIPE') resolve();
      else reject(systemError('FILE_UNWRITABLE', 'Cannot write to standard output', error));
    });
  });
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

async function readFolder(path: string): Promise<FolderEntry[] | undefined> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries
      .map((entry): FolderEntry => {
        const kind = entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other';
        return { name: entry.name, kind };
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw systemError('FILE_UNREADABLE', 'Cannot read', error);
  }
}
