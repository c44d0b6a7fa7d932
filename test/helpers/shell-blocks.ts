import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Fence, listFences, listOutputs, ROOT, readLines } from './doc-blocks.js';

/*
 * Blocks that compare ptx with other programs are run by bash, line by line as they stand on the page.
 *
 * - `<!-- shell: FOLDER, needs NAME… -->` stands on the line before a ```sh block, which runs in that folder of the
 *   repository. NAME is one of PROGRAMS; where one is missing, or of another version, the block is skipped.
 * - `<!-- output -->` before the next fenced block: what it has to print.
 */

/** How to ask whether a program is there, and what its answer has to hold. */
const PROGRAMS: Readonly<Record<string, readonly [argv: readonly [string, ...string[]], answer: string]>> = {
  'virt-xml-4.1.0': [['virt-xml', '--version'], '4.1.0'],
  xsltproc: [['xsltproc', '--version'], 'libxslt'],
  xmllint: [['sh', '-c', 'xmllint --version 2>&1 && ls /usr/share/libvirt/schemas/domain.rng'], 'domain.rng'],
  lxml: [['/usr/bin/python3', '-c', 'import lxml; print(lxml.__name__)'], 'lxml'],
};

/** A block that a shell runs. */
export interface ShellBlock extends Fence {
  readonly page: string;
  readonly folder: string;
  readonly needs: readonly string[];
  readonly output: Fence;
}

/** The blocks of a page that a shell runs. */
export function listShellBlocks(page: string): ShellBlock[] {
  const lines = readLines(page);
  const fences = listFences(lines);
  return fences.flatMap((fence, index) => {
    const [, folder, needs = ''] = /^<!-- shell: (\S+?)(?:, needs (.+))? -->$/.exec(lines[fence.start - 1] ?? '') ?? [];
    if (folder === undefined) return [];
    const [output] = listOutputs(lines, fences.slice(index + 1)).expected;
    if (output === undefined) throw new Error(`${page}:${fence.start + 1}: what the block prints is not there`);
    return [{ ...fence, page, folder: join(ROOT, folder), needs: needs.split(' ').filter(Boolean), output: output[1] }];
  });
}

/** What a block needs and this machine does not have. */
export function listMissing({ needs }: ShellBlock): string[] {
  return needs.filter((name) => {
    const program = PROGRAMS[name];
    if (program === undefined) throw new Error(`Unknown program "${name}"`);
    const [[command, ...words], answer] = program;
    return !spawnSync(command, words, { encoding: 'utf8' }).stdout?.includes(answer);
  });
}

/** Make the program that is built the `ptx` of a folder. */
export function installPtx(program: string, folder: string): void {
  writeFileSync(join(folder, 'ptx'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, { mode: 0o755 });
}

/**
 * Run a block.
 *
 * @param programs a folder with `ptx`
 * @throws Error with what it printed, where its last command fails
 */
export function runShellBlock({ folder, lines }: ShellBlock, programs: string): string {
  const { status, stdout, stderr } = spawnSync('bash', ['-uc', lines.join('\n')], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8', NO_COLOR: '1', PATH: `${programs}:${process.env.PATH}` },
  });
  if (status !== 0) throw new Error(`Exit code ${status} of\n${lines.join('\n')}\n${stdout}${stderr}`);
  return stdout;
}
