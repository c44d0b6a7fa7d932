import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readIgnoreFile } from '../../src/lint/patterns.js';
import { cpuSeconds } from '../helpers/cpu-time.js';

/** Lists with a meaning that is easily missed. */
const LISTS = [
  'old/\n!old/a.xml',
  'old/*\n!old/a.xml',
  '*\n!*/\n!a.xml',
  '/a.xml\n\\#a\n\\!a\n# b\n!',
  'a \nb\\ \nc\\\\ \n \n\t',
  '**',
  '/**',
  '**/',
  'a/**',
  'a/**/',
  '**/a/**/b/**/c/**',
  'a/**/**/b\n***/c/a',
  '/\n//\na//b\nb//',
  '[ab]/[!a]\n?/\\*',
  'a/**/a/b\n!a/**/b/b',
];

const NAMES = ['a', 'b', 'c', 'ab', 'a.xml', 'old', '*', 'b ', '#a', '!a'];
const PATHS = fc.sample(fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 6 }), { numRuns: 250, seed: 1 });

const name = fc.constantFrom('a', 'b', 'ab', '*', '**', '**', '***', 'a*', '?', '[ab]', '\\*', 'a**b');
const line = fc
  .tuple(fc.constantFrom('', '', '', '!', '/', '!/'), fc.array(name, { minLength: 1, maxLength: 5 }), fc.boolean())
  .map(([start, names, isFolder]) => `${start}${names.join('/')}${isFolder ? '/' : ''}`);
const list = fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n'));

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'ptx-ignore-'));
});
afterAll(() => rmSync(root, { recursive: true }));

/** What git says of all paths, each list being the `.gitignore` of a folder of its own. */
function listIgnoredByGit(lists: readonly string[], paths: readonly string[]): Set<string> {
  execFileSync('git', ['init', '--quiet', root]);
  for (const [index, text] of lists.entries()) {
    mkdirSync(join(root, String(index)));
    writeFileSync(join(root, String(index), '.gitignore'), text);
  }
  const asked = lists.flatMap((_, index) => paths.map((path) => `${index}/${path}\0`));
  const args = ['-C', root, 'check-ignore', '--no-index', '-z', '--stdin'];
  const stdout = execFileSync('git', args, { input: asked.join(''), encoding: 'utf8', maxBuffer: 64 << 20 });
  return new Set(stdout.split('\0'));
}

describe('a .gitignore', () => {
  it('means what git reads in it', () => {
    const lists = [...LISTS, ...fc.sample(list, { numRuns: 150, seed: 2 })];
    const paths = [...new Set(PATHS.map((names) => names.join('/')))];
    const ignored = listIgnoredByGit(lists, paths);
    const wrong = lists.flatMap((text, index) => {
      const read = readIgnoreFile(text);
      return paths
        .filter((path) => (read.test(path) === 'ignored') !== ignored.has(`${index}/${path}`))
        .map((path) => ({ text, path, git: ignored.has(`${index}/${path}`) }));
    });
    expect(wrong).toEqual([]);
    expect(ignored.size).toBeGreaterThan(5000);
  });

  it('takes no long time, whatever it says of paths however deep', async () => {
    const deep = `${'a/'.repeat(2000)}c`;
    const lines = [`${'**/a/'.repeat(100)}b`, `${'*/**/'.repeat(100)}b`, `${'a/**/'.repeat(20_000)}b`];
    const names = [
      `${'*a'.repeat(100)}*b`,
      `${'?*'.repeat(100)}b`,
      `${'*'.repeat(1_000_000)}b`,
      `[${'a-z'.repeat(9)}]*b`,
    ];
    const read = readIgnoreFile([...lines, ...names].join('\n'));
    const work = () => expect([deep, 'a'.repeat(250)].map((path) => read.test(path))).toEqual([undefined, undefined]);
    expect(await cpuSeconds(work)).toBeLessThan(5);
  });
});
