import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { replaceFile } from '../src/cli/files.js';
import { main } from '../src/cli/main.js';
import {
  type Block,
  listBlocks,
  listFences,
  listShown,
  listUnrun,
  NEEDS,
  pages,
  ROOT,
  readLines,
  runBlock,
  runFleet,
} from './helpers/doc-blocks.js';
import { listShellBlocks } from './helpers/shell-blocks.js';
import { expectSameText } from './helpers/text.js';

const blocks = pages.flatMap(listBlocks);

it('finds examples', () => expect(blocks.length).toBeGreaterThan(0));

describe.each(pages.map((page) => [page] as const))('%s', (page) => {
  const own = blocks.filter((block) => block.page === page);

  it('marks each block of ptx commands with <!-- run: FOLDER -->, or says what it needs; in guides each block', () => {
    const isGuide = page.startsWith('docs/guides/');
    const unrun = listUnrun(page);
    const marked = [...own, ...unrun, ...listShellBlocks(page)];
    const unmarked = listFences(readLines(page))
      .filter(({ info, lines }) => info === 'sh' && (isGuide || lines.some((line) => /^ptx |\| ptx /.test(line))))
      .filter(({ start }) => !marked.some((block) => block.start === start));
    expect(unmarked.map(({ start }) => `${page}:${start + 1}`)).toEqual([]);
    expect(unrun.flatMap(({ needs }) => needs).filter((need) => !NEEDS.includes(need))).toEqual([]);
    expect(unrun.filter(({ start }) => own.some((block) => block.start === start))).toEqual([]);
  });

  it('shows files as they are', () => {
    for (const { path, lines } of listShown(page)) {
      expectSameText(`${lines.join('\n')}\n`, readFileSync(join(ROOT, path), 'utf8'), path);
    }
  });

  it.each(own.map((block) => [block.start + 1, block] as const))('line %i', (_, block) => checkBlock(block));
});

describe('examples/library/fleet.ts', () => {
  const readExample = (name: string) => readFileSync(join(ROOT, 'examples/library', name), 'utf8');

  it('prints what expected.txt says, and makes the domains of expected/', async () => {
    const { printed, fleet } = await runFleet();
    expectSameText(printed, readExample('expected.txt'), 'expected.txt');
    for (const name of readdirSync(join(ROOT, 'examples/library/expected'))) {
      expectSameText(fleet.get(name.replace('.xml', '')) ?? '', readExample(`expected/${name}`), name);
    }
  });

  it('is the example of README.md', () => {
    const [code] = listFences(readLines('README.md')).filter(({ info }) => info === 'ts');
    expect(code?.lines.join('\n')).toBe(readExample('fleet.ts').trimEnd());
  });
});

async function checkBlock(block: Block): Promise<void> {
  const runs = await runBlock(block, { main, replaceFile });
  expect(runs, 'commands').not.toEqual([]);
  for (const run of runs) {
    expect(run.code, `exit code of ${run.command}\n${run.stderr}`).toBe(block.exitCode);
    for (const [stream, path] of run.files) {
      expectSameText(run[stream], readFileSync(path, 'utf8'), `${relative(ROOT, path)} (${stream} of ${run.command})`);
    }
  }
  for (const [stream, fence] of block.expected) {
    expectSameText(runs.at(-1)?.[stream] ?? '', `${fence.lines.join('\n')}\n`, stream);
  }
  for (const [stream, { lines }] of block.parts) {
    expect(`\n${runs.at(-1)?.[stream]}`, stream).toContain(`\n${lines.join('\n')}\n`);
  }
}
