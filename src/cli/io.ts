import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { systemError } from '../host/node/system-error.js';
import { collect, ignoringErrors, isStdinTerminal, readStdin, writeStdout } from './standard-streams.js';

/** What stands in a folder. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
}

/** How a program ended, and what it printed. */
export interface ProgramResult {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: Uint8Array;
  readonly stderr: string;
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
  /** Ask on the terminal, and return the line that is typed; undefined where it ends instead. */
  ask(question: string): Promise<string | undefined>;
  /** Run a program by its arguments, without a shell, in English. Throws where there is none of that name. */
  runProgram(argv: readonly string[]): Promise<ProgramResult>;
}

/**
 * The streams and files of this process. What most runs do without is loaded when it is asked for. Files are read while
 * nothing else goes on: for small ones Node's promises cost more than the reading.
 */
export function processIo(): Io {
  return {
    env: process.env,
    cwd: process.cwd(),
    get isStdinTerminal() {
      return isStdinTerminal();
    },
    get isStdoutTerminal() {
      return process.stdout.isTTY === true;
    },
    get isStderrTerminal() {
      return process.stderr.isTTY === true;
    },
    readStdin,
    readFile: async (path, limit) => (limit === undefined ? readFileSync(path) : readStart(path, limit)),
    readFolder,
    isFile,
    realPath: async (path) => findRealPath(path),
    replaceFile: async (path, content) => (await import('./files.js')).replaceFile(path, content),
    writeStdout,
    writeStderr: (text) => ignoringErrors(process.stderr).write(text),
    ask: async (question) => (await import('./interaction.js')).ask(question),
    runProgram: async (argv) => (await import('./interaction.js')).runProgram(argv),
  };
}

/** A device or a pipe may have no end. */
async function readStart(path: string, limit: number): Promise<Uint8Array> {
  const { createReadStream } = await import('node:fs');
  return collect(createReadStream(path), limit);
}

async function isFile(path: string): Promise<boolean> {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    return false;
  }
}

function findRealPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return resolve(path);
  }
}

async function readFolder(path: string): Promise<FolderEntry[] | undefined> {
  try {
    // Thousands of files may be named, and an error costs more than a look.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === false) return undefined;
    const entries = readdirSync(path, { withFileTypes: true });
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
