import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';
import type { replaceFile } from '../../src/cli/files.js';
import type { FolderEntry } from '../../src/cli/io.js';
import type { main } from '../../src/cli/main.js';

/*
 * Every example and every command line of the docs is run.
 *
 * - `<!-- run: FOLDER -->` or `<!-- run: FOLDER, exit N -->` stands on the line before a ```sh block. Each command of the
 *   block runs in that folder of the repository and has to end with exit code N (0 where none is given).
 * - `<!-- output -->` or `<!-- stderr -->` before the next fenced block: what the last command has to print there.
 * - `<!-- output, part -->`: lines that have to be within what it prints. Nothing writes them.
 * - `> FILE`, `2> FILE`: the command has to print exactly what FILE holds.
 * - `*Not run by the tests: needs WHAT.*`, for readers too, a line above a ```sh block: it does not run, for want of
 *   things that {@link NEEDS} lists.
 * - `<!-- file: PATH -->` before a fenced block: it holds what the file at PATH does.
 * - A command may begin with `virsh dumpxml … NAME |` (which reads NAME.xml), `cat FILE |` or `printf TEXT |`, and end
 *   with `| virsh define …`. `"$(cat FILE)"` is what FILE holds.
 *
 * What needs other programs is run by a shell: `shell-blocks.ts`. Only `npm run docs:write` writes what is expected.
 */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Every page that may hold examples. */
export const pages: readonly string[] = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...['docs', 'examples'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
].sort();

/** What the tests have not got, in the words of the pages. */
export const NEEDS: readonly string[] = ['root', 'libvirt', 'the hardware', 'the guest', 'a cluster', 'the network'];

/** Where a command prints to. */
export type Stream = 'stdout' | 'stderr';

/** A fenced block. */
export interface Fence {
  /** What stands behind the opening fence. */
  readonly info: string;
  /** Index of the line of the opening fence. */
  readonly start: number;
  /** Index of the line of the closing fence. */
  readonly end: number;
  readonly lines: readonly string[];
}

/** A block of commands, and what it is expected to print. */
export interface Block extends Fence {
  readonly page: string;
  readonly folder: string;
  readonly exitCode: number;
  readonly expected: readonly (readonly [stream: Stream, fence: Fence])[];
  /** What has to be within it. */
  readonly parts: readonly (readonly [stream: Stream, fence: Fence])[];
}

/** The lines of a page. */
export function readLines(page: string): string[] {
  return readFileSync(join(ROOT, page), 'utf8').split('\n');
}

/** The fenced blocks of a page. */
export function listFences(lines: readonly string[]): Fence[] {
  const fences: Fence[] = [];
  for (let start = 0; start < lines.length; start += 1) {
    const info = /^```(.*)$/.exec(lines[start] as string)?.[1];
    if (info === undefined) continue;
    const end = lines.indexOf('```', start + 1);
    fences.push({ info, start, end, lines: lines.slice(start + 1, end) });
    start = end;
  }
  return fences;
}

/** The blocks of a page that are run. */
export function listBlocks(page: string): Block[] {
  const lines = readLines(page);
  const fences = listFences(lines);
  return fences.flatMap((fence, index) => {
    const [, folder, exitCode = '0'] =
      /^<!-- run: (\S+?)(?:, exit (\d))? -->$/.exec(lines[fence.start - 1] ?? '') ?? [];
    if (folder === undefined) return [];
    const outputs = listOutputs(lines, fences.slice(index + 1));
    return [{ ...fence, ...outputs, page, folder: join(ROOT, folder), exitCode: Number(exitCode) }];
  });
}

/** The blocks of a page that say that they are not run, with what each of them needs. */
export function listUnrun(page: string): { readonly start: number; readonly needs: readonly string[] }[] {
  const lines = readLines(page);
  return listFences(lines).flatMap(({ info, start }) => {
    const [, needs] = /^\*Not run by the tests: needs (.+)\.\*$/.exec(lines[start - 2] ?? '') ?? [];
    return info !== 'sh' || needs === undefined ? [] : [{ start, needs: needs.split(/, | and /) }];
  });
}

/** The fenced blocks of a page that show a file. */
export function listShown(page: string): (Fence & { readonly path: string })[] {
  const lines = readLines(page);
  return listFences(lines).flatMap((fence) => {
    const [, path] = /^<!-- file: (\S+) -->$/.exec(lines[fence.start - 1] ?? '') ?? [];
    return path === undefined ? [] : [{ ...fence, path }];
  });
}

/** What stands behind a block as its output: the fences that follow it at once. */
export function listOutputs(lines: readonly string[], next: readonly Fence[]): Pick<Block, 'expected' | 'parts'> {
  const expected: [Stream, Fence][] = [];
  const parts: [Stream, Fence][] = [];
  for (const fence of next) {
    const [, stream, part] = /^<!-- (output|stderr)(, part)? -->$/.exec(lines[fence.start - 1] ?? '') ?? [];
    if (stream === undefined) break;
    (part === undefined ? expected : parts).push([stream === 'output' ? 'stdout' : 'stderr', fence]);
  }
  return { expected, parts };
}

/** What a command did. */
export interface Run extends Readonly<Record<Stream, string>> {
  readonly command: string;
  readonly code: number;
  /** The files that hold what it has to print. */
  readonly files: readonly (readonly [stream: Stream, path: string])[];
}

/** The command line: that of the sources, or the built one. */
export interface Ptx {
  readonly main: typeof main;
  readonly replaceFile: typeof replaceFile;
}

/** Run all commands of a block. */
export async function runBlock({ folder, lines }: Pick<Block, 'folder' | 'lines'>, ptx: Ptx): Promise<Run[]> {
  const commands = lines
    .join('\n')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line));
  const runs: Run[] = [];
  for (const command of commands) runs.push(await runCommand(command, folder, ptx));
  return runs;
}

/** Run the library example: what it prints, and the domains that it makes. */
export async function runFleet(): Promise<{ printed: string; fleet: ReadonlyMap<string, string> }> {
  const lines: string[] = [];
  const { log } = console;
  console.log = (line: string) => lines.push(line);
  try {
    const { module } = await runnerImport<{ fleet: Map<string, string> }>(join(ROOT, 'examples/library/fleet.ts'), {
      configFile: false,
      logLevel: 'error',
      resolve: { alias: { 'libvirt-ptx': join(ROOT, 'src/index.ts') } },
    });
    return { printed: lines.map((line) => `${line}\n`).join(''), fleet: module.fleet };
  } finally {
    console.log = log;
  }
}

async function runCommand(command: string, folder: string, ptx: Ptx): Promise<Run> {
  const { argv, stdin, redirections } = readCommand(command, folder);
  let stdout = '';
  let stderr = '';
  const code = await ptx.main(argv, {
    env: {},
    cwd: resolve(folder),
    isStdinTerminal: false,
    isStdoutTerminal: false,
    isStderrTerminal: false,
    readStdin: async () => stdin,
    readFile: async (path) => readFileSync(resolve(folder, path)),
    readFolder: async (path) => listFolder(resolve(folder, path)),
    isFile: async (path) => existsSync(resolve(folder, path)),
    realPath: async (path) => realpathSync(resolve(folder, path)),
    replaceFile: async (path, content) => {
      // Where the folder is not there, the real thing fails as the docs say.
      if (!existsSync(dirname(resolve(folder, path)))) await ptx.replaceFile(path, content);
    },
    writeStdout: async (text) => {
      stdout += text;
    },
    writeStderr: (text) => {
      stderr += text;
    },
    ask: async () => undefined,
    runProgram: async ([program]) => {
      throw new Error(`A page runs no ${program}`);
    },
  });
  return { command, code, stdout, stderr, files: redirections.map(([stream, file]) => [stream, join(folder, file)]) };
}

function listFolder(path: string): FolderEntry[] | undefined {
  if (!statSync(path).isDirectory()) return undefined;
  const entries = readdirSync(path, { withFileTypes: true });
  return entries.map((entry) => ({ name: entry.name, kind: entry.isDirectory() ? 'folder' : 'file' }));
}

interface Command {
  readonly argv: readonly string[];
  readonly stdin: Uint8Array;
  readonly redirections: readonly (readonly [stream: Stream, file: string])[];
}

function readCommand(command: string, folder: string): Command {
  const stages = splitStages(splitWords(command));
  const at = stages.findIndex(([program]) => program === 'ptx');
  if (at < 0 || at > 1 || stages.length > at + 2) throw new Error(`Cannot run: ${command}`);
  const sink = stages[at + 1]?.slice(0, 2).join(' ').replaceAll(WORD, '');
  if (sink !== undefined && sink !== 'virsh define') throw new Error(`Cannot pipe into: ${sink}`);
  let stdin: Uint8Array = at === 1 ? readSource(stages[0] as string[], folder) : new Uint8Array();

  const argv: string[] = [];
  const redirections: [Stream, string][] = [];
  const words = (stages[at] as string[]).slice(1);
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] as string;
    const operator = OPERATORS.includes(word) ? word : undefined;
    if (operator === undefined) argv.push(expandFile(word.slice(1), folder));
    else {
      index += 1;
      const file = (words[index] as string).slice(1);
      if (operator === '<') stdin = readFileSync(join(folder, file));
      else redirections.push([operator === '>' ? 'stdout' : 'stderr', file]);
    }
  }
  return { argv, stdin, redirections };
}

/** As a shell does it, without the newlines at the end. */
function expandFile(word: string, folder: string): string {
  const [, file] = /^\$\(cat (\S+)\)$/.exec(word) ?? [];
  return file === undefined ? word : readFileSync(join(folder, file), 'utf8').replace(/\n+$/, '');
}

function readSource([program, ...marked]: string[], folder: string): Uint8Array {
  const words = marked.map((word) => word.slice(1));
  if (program === 'cat') return readFileSync(join(folder, words[0] as string));
  if (program === 'printf') return Buffer.from((words[0] as string).replaceAll('\\n', '\n'));
  if (program === 'virsh' && words[0] === 'dumpxml') return readFileSync(join(folder, `${words.at(-1)}.xml`));
  throw new Error(`Cannot read from: ${program}`);
}

const OPERATORS = ['<', '>', '2>'];
/** Marks a word, so that a quoted `>` is none. */
const WORD = '\0';

/** Split as a shell does: operators stand for themselves, all other words are marked and lose their quotes. */
function splitWords(command: string): string[] {
  const words = command.match(/2>|[<>|]|(?:[^\s'"<>|]|'[^']*'|"[^"]*")+/g) ?? [];
  return words.map((word) =>
    word === '|' || OPERATORS.includes(word) ? word : WORD + word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'),
  );
}

function splitStages(words: readonly string[]): string[][] {
  const stages: string[][] = [[]];
  for (const word of words) {
    if (word === '|') stages.push([]);
    else stages.at(-1)?.push(word);
  }
  return stages.map(([program = '', ...rest]) => [program.slice(1), ...rest]);
}
