import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';
import { describe, expect, it, vi } from 'vitest';
import { replaceFile } from '../src/cli/files.js';
import { main } from '../src/cli/main.js';
import { expectSameText } from './helpers/text.js';

/*
 * Every example and every command line of the docs is run.
 *
 * - `<!-- run: FOLDER -->` or `<!-- run: FOLDER, exit N -->` stands on the line before a ```sh block. Each command of the
 *   block runs in that folder of the repository and has to end with exit code N (0 where none is given).
 * - `<!-- output -->` or `<!-- stderr -->` before the next fenced block: what the last command has to print there.
 * - `> FILE`, `2> FILE`: the command has to print exactly what FILE holds. Nothing is written.
 * - A command may begin with `virsh dumpxml … NAME |` (which reads NAME.xml), `cat FILE |` or `printf TEXT |`, and end
 *   with `| virsh define …`.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const pages = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...['docs', 'examples'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
].sort();

const blocks = pages.flatMap(listBlocks);

it('finds examples', () => expect(blocks.length).toBeGreaterThan(0));

describe.each(pages.map((page) => [page] as const))('%s', (page) => {
  const own = blocks.filter((block) => block.page === page);

  it('marks each block of ptx commands with <!-- run: FOLDER -->', () => {
    const unmarked = listFences(readLines(page))
      .filter(({ info, lines }) => info === 'sh' && lines.some((line) => /^ptx |\| ptx /.test(line)))
      .filter(({ start }) => !own.some((block) => block.start === start));
    expect(unmarked.map(({ start }) => `${page}:${start + 1}`)).toEqual([]);
  });

  it.each(own.map((block) => [block.start + 1, block] as const))('line %i', (_, block) => runBlock(block));
});

describe('examples/library/fleet.ts', () => {
  const readExample = (name: string) => readFileSync(join(ROOT, 'examples/library', name), 'utf8');

  it('prints what expected.txt says, and makes the domains of expected/', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    const alias = { 'libvirt-ptx': join(ROOT, 'src/index.ts') };
    const { module } = await runnerImport<{ fleet: Map<string, string> }>(join(ROOT, 'examples/library/fleet.ts'), {
      configFile: false,
      logLevel: 'error',
      resolve: { alias },
    });
    const printed = log.mock.calls.map(([line]) => `${line}\n`).join('');
    log.mockRestore();
    expectSameText(printed, readExample('expected.txt'), 'expected.txt');
    for (const name of readdirSync(join(ROOT, 'examples/library/expected'))) {
      expectSameText(module.fleet.get(name.replace('.xml', '')) ?? '', readExample(`expected/${name}`), name);
    }
  });

  it('is the example of README.md', () => {
    const [code] = listFences(readLines('README.md')).filter(({ info }) => info === 'ts');
    expect(readExample('fleet.ts')).toContain(code?.lines.join('\n'));
  });
});

interface Fence {
  /** What stands behind the opening fence. */
  readonly info: string;
  /** Index of the line of the opening fence. */
  readonly start: number;
  /** Index of the line of the closing fence. */
  readonly end: number;
  readonly lines: readonly string[];
}

interface Block extends Fence {
  readonly page: string;
  readonly folder: string;
  readonly exitCode: number;
  readonly stdout: string | undefined;
  readonly stderr: string | undefined;
}

function readLines(page: string): string[] {
  return readFileSync(join(ROOT, page), 'utf8').split('\n');
}

function listFences(lines: readonly string[]): Fence[] {
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

function listBlocks(page: string): Block[] {
  const lines = readLines(page);
  const fences = listFences(lines);
  return fences.flatMap((fence, index) => {
    const [, folder, exitCode = '0'] =
      /^<!-- run: (\S+?)(?:, exit (\d))? -->$/.exec(lines[fence.start - 1] ?? '') ?? [];
    if (folder === undefined) return [];
    const printed = new Map<string, string>();
    for (const next of fences.slice(index + 1)) {
      const stream = /^<!-- (output|stderr) -->$/.exec(lines[next.start - 1] ?? '')?.[1];
      if (stream === undefined) break;
      printed.set(stream, `${next.lines.join('\n')}\n`);
    }
    const expected = { stdout: printed.get('output'), stderr: printed.get('stderr') };
    return [{ ...fence, ...expected, page, folder: join(ROOT, folder), exitCode: Number(exitCode) }];
  });
}

async function runBlock({ page, folder, lines, exitCode, stdout, stderr }: Block): Promise<void> {
  const commands = lines
    .join('\n')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line));
  expect(commands, `${page}: commands`).not.toEqual([]);
  const outcomes = [];
  for (const command of commands) outcomes.push(await runCommand(command, folder, exitCode));
  const last = outcomes.at(-1);
  if (stdout !== undefined) expectSameText(last?.stdout ?? '', stdout, 'stdout');
  if (stderr !== undefined) expectSameText(last?.stderr ?? '', stderr, 'stderr');
}

async function runCommand(command: string, folder: string, exitCode: number) {
  const { argv, stdin, redirections } = readCommand(command, folder);
  let stdout = '';
  let stderr = '';
  const code = await main(argv, {
    env: {},
    isStdinTerminal: false,
    isStdoutTerminal: false,
    readStdin: async () => stdin,
    readFile: async (path) => readFileSync(resolve(folder, path)),
    replaceFile: async (path, content) => {
      // Where the folder is not there, the real thing fails as the docs say.
      if (!existsSync(dirname(resolve(folder, path)))) await replaceFile(path, content);
    },
    writeStdout: async (text) => {
      stdout += text;
    },
    writeStderr: (text) => {
      stderr += text;
    },
  });
  expect(code, `exit code of ${command}\n${stderr}`).toBe(exitCode);
  for (const [stream, file] of redirections) {
    const path = join(folder, file);
    const name = `${relative(ROOT, path)} (${stream} of ${command})`;
    expectSameText(stream === 'stdout' ? stdout : stderr, readFileSync(path, 'utf8'), name);
  }
  return { stdout, stderr };
}

interface Command {
  readonly argv: readonly string[];
  readonly stdin: Uint8Array;
  readonly redirections: readonly (readonly [stream: 'stdout' | 'stderr', file: string])[];
}

function readCommand(command: string, folder: string): Command {
  const stages = splitStages(splitWords(command));
  const at = stages.findIndex(([program]) => program === 'ptx');
  if (at < 0 || at > 1 || stages.length > at + 2) throw new Error(`Cannot run: ${command}`);
  const sink = stages[at + 1]?.slice(0, 2).join(' ').replaceAll(WORD, '');
  if (sink !== undefined && sink !== 'virsh define') throw new Error(`Cannot pipe into: ${sink}`);
  let stdin: Uint8Array = at === 1 ? readSource(stages[0] as string[], folder) : new Uint8Array();

  const argv: string[] = [];
  const redirections: ['stdout' | 'stderr', string][] = [];
  const words = (stages[at] as string[]).slice(1);
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] as string;
    const operator = OPERATORS.includes(word) ? word : undefined;
    if (operator === undefined) argv.push(word.slice(1));
    else {
      index += 1;
      const file = (words[index] as string).slice(1);
      if (operator === '<') stdin = readFileSync(join(folder, file));
      else redirections.push([operator === '>' ? 'stdout' : 'stderr', file]);
    }
  }
  return { argv, stdin, redirections };
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
