import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pages } from './helpers/doc-blocks.js';
import { buildProgram } from './helpers/program.js';
import { installPtx, listMissing, listShellBlocks, runShellBlock, type ShellBlock } from './helpers/shell-blocks.js';
import { expectSameText } from './helpers/text.js';

const blocks = pages.flatMap(listShellBlocks);
const named = blocks.map((block) => [`${block.page}:${block.start + 1}`, block] as const);
const missing = new Map(blocks.map((block) => [block, listMissing(block)]));

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ptx-shell-'));
  installPtx(buildProgram(folder), folder);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true }));

it('finds blocks', () => expect(blocks.length).toBeGreaterThan(0));

for (const [name, block] of named) {
  const programs = missing.get(block) ?? [];
  if (programs.length > 0)
    console.log(`Skipped: ${name}: ${programs.join(', ')} missing; run scripts/install-bench-peers.sh as root`);
  it.skipIf(programs.length > 0)(name, () => checkBlock(block));
}

function checkBlock(block: ShellBlock): void {
  expectSameText(runShellBlock(block, folder), `${block.output.lines.join('\n')}\n`, 'output');
}
