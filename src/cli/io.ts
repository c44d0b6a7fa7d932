import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { isatty } from 'node:tty';
import { systemError } from '../host/node/system-error.js';
import { replaceFile } from './files.js';

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
  /** Write a whole file or nothing. */
  replaceFile(path: string, content: string | Uint8Array): Promise<void>;
  writeStdout(content: string | Uint8Array): Promise<void>;
  writeStderr(text: string): void;
  /** Ask on the terminal, and return the line that is typed; undefined where it ends instead. */
  ask(question: string): Promise<string | undefined>;
  /** Run a program by its arguments, without a shell, in English. Throws where there is none of that name. */
  runProgram(argv: readonly string[]): Promise<ProgramResult>;
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
    replaceFile,
    writeStdout,
    writeStderr: (text) => process.stderr.write(text),
    ask,
    runProgram,
  };
}

async function ask(question: string): Promise<string | undefined> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const ended = new Promise<undefined>((resolve) => terminal.once('close', () => resolve(undefined)));
    return await Promise.race([terminal.question(question), ended]);
  } finally {
    terminal.close();
  }
}

function runProgram([program = '', ...args]: readonly string[]): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      // A program may ask for a password on a terminal; what is piped into ptx is not for it.
      stdio: [isatty(0) ? 'inherit' : 'ignore', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C', LANGUAGE: '' },
    });
    const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
    child.once('error', reject);
    child.once('close', async (code) => {
      resolve({ code, stdout: await stdout, stderr: new TextDecoder().decode(await stderr) });
    });
  });
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
