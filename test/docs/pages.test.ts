import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** Pages that explain files to whoever reads those, and are no documentation. */
const APART = /^(golden|test)\//;

it('has a page for every hand-written one', () => {
  const files = execFileSync('git', ['ls-files', '*.md'], { encoding: 'utf8' }).trim().split('\n');
  const pages = files.filter((file) => !APART.test(file));
  expect(pages.length).toBeGreaterThan(250);
  const missing = pages.filter((file) => !existsSync(join('site', addressOf(file))));
  expect(missing).toEqual([]);
});

it('shows no marker of the tests', () => {
  const texts = ['index.html', 'docs/comparison.html', 'docs/transforms/hide-kvm.html'].map((page) =>
    readFileSync(join('site', page), 'utf8'),
  );
  for (const text of texts) {
    expect(text).toMatch(/<!-- (run|shell|output)/);
    expect(text).not.toMatch(/&lt;!-- (run|shell|output)/);
  }
});

it('is the same when it is made again', () => {
  const before = hashSite();
  execFileSync('npm', ['run', '--silent', 'docs'], { stdio: 'pipe' });
  expect(hashSite()).toEqual(before);
});

function addressOf(file: string): string {
  if (file === 'README.md') return 'index.html';
  return file.replace(/\/README\.md$/, '/index.md').replace(/\.md$/, '.html');
}

function hashSite(): Record<string, string> {
  const files = readdirSync('site', { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return Object.fromEntries(paths.map((path) => [path, createHash('sha256').update(readFileSync(path)).digest('hex')]));
}
