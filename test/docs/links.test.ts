import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'ptx-site-'));
afterAll(() => rmSync(folder, { recursive: true }));

const check = (site: string) =>
  spawnSync(process.execPath, ['scripts/site/check-links.mjs', site], { encoding: 'utf8' });

it('finds no dead link in the site', () => {
  const { status, stdout, stderr } = check('site');
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^\d{3} pages, \d+ addresses elsewhere, 0 dead links\n$/);
  expect(status).toBe(0);
});

it.each([
  ['<a href="nowhere.html">', 'docs/cli.html: nowhere.html leads nowhere'],
  ['<a href="errors.html#nowhere">', 'docs/cli.html: errors.html#nowhere has no anchor'],
  ['<a href="#nowhere">', 'docs/cli.html: #nowhere has no anchor'],
  ['<a href="transforms">', 'docs/cli.html: transforms leads nowhere'],
  ['<a href="http:///x">', 'docs/cli.html: http:///x is no address of the web'],
  ['<script src="https://example.org/x.js">', 'docs/cli.html: https://example.org/x.js is loaded from elsewhere'],
])('finds %s', (element, problem) => {
  const site = mkdtempSync(join(folder, 'site-'));
  cpSync('site', site, { recursive: true });
  appendFileSync(join(site, 'docs/cli.html'), element);
  const { status, stderr } = check(site);
  expect(stderr).toBe(`${problem}\n`);
  expect(status).toBe(1);
  rmSync(site, { recursive: true });
});
