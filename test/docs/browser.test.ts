import { mkdirSync, readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listSeriousIssues, startBrowser } from '../helpers/chromium.js';
import { type Site, serveFolder } from '../helpers/serve-folder.js';

const SITE = fileURLToPath(new URL('../../site', import.meta.url));
const SCREENSHOTS = fileURLToPath(new URL('screenshots', import.meta.url));

const LOOKS = [
  ['desktop', 'light', 1440],
  ['phone', 'dark', 390],
] as const;

/** One of each kind, and those with the widest tables. */
const PAGES = {
  home: 'index.html',
  contents: 'contents.html',
  commands: 'docs/cli.html',
  comparison: 'docs/comparison.html',
  transform: 'docs/transforms/convert-to-q35.html',
  rule: 'docs/rules/uefi-with-acpi.html',
  rules: 'docs/rules/index.html',
  errors: 'docs/errors.html',
  evidence: 'docs/evidence.html',
  example: 'examples/windows-gpu/index.html',
  file: 'examples/windows-gpu/win10.xml.html',
  function: 'functions/libvirt-ptx.transformDomain.html',
  interface: 'interfaces/libvirt-ptx.DomainInspection.html',
};

let site: Site;
let browser: Browser;
const faults: string[] = [];
const asked = new Set<string>();

beforeAll(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  [site, browser] = await Promise.all([serveFolder(SITE, '/any/folder/'), startBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  site?.close();
});

async function openPage(url: string, width = 1440, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`));
  page.on('requestfailed', (request) => {
    if (!isExpected(request)) faults.push(`${page.url()}: ${request.url()} failed`);
  });
  page.on('response', (response) => {
    if (response.status() !== 200) faults.push(`${page.url()}: ${response.status()} ${response.url()}`);
  });
  page.on('request', (request) => asked.add(new URL(request.url()).origin));
  await page.goto(url);
  return page;
}

/** What a page that is left no longer waits for, and what Chromium refuses of a file to all: icons are in the page as well. */
function isExpected(request: Request): boolean {
  return request.failure()?.errorText === 'net::ERR_ABORTED' || /^file:.*\/icons\.svg$/.test(request.url());
}

async function search(page: Page, words: string): Promise<string[]> {
  await page.locator('#tsd-search-trigger').click();
  await page.locator('#tsd-search-input').fill(words);
  const results = page.locator('#tsd-search-results a');
  await results.first().waitFor();
  return results.evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
}

/** What the search has to find among its first results. */
const SOUGHT = [
  ['vendor_id', 'docs/rules/hyperv-vendor-id-valid.html'],
  ['uefi-with-acpi', 'docs/rules/uefi-with-acpi.html'],
  ['convert-to-q35', 'docs/transforms/convert-to-q35.html'],
  ['METHODS_EXCLUSIVE', 'docs/errors.html#methods_exclusive'],
  ['transformDomain', 'functions/libvirt-ptx.transformDomain.html'],
  ['windows-gpu-stealth', 'docs/recipes/windows-gpu-stealth.html'],
] as const;

describe.each([
  ['a server', () => site.url],
  ['a disk', () => `${pathToFileURL(SITE)}/`],
])('from %s', (_, base) => {
  it.each(SOUGHT)('the search finds %s', async (words, address) => {
    const page = await openPage(`${base()}docs/cli.html`);
    expect(await search(page, words)).toContain(base() + address);
    await page.context().close();
  });

  it('leads from page to page', async () => {
    const page = await openPage(`${base()}index.html`);
    const navigation = page.locator('.tsd-navigation');
    await navigation.getByText('Reference', { exact: true }).click();
    await navigation.getByRole('link', { name: 'Errors' }).click();
    await page.waitForURL(`${base()}docs/errors.html`);
    await page.getByRole('link', { name: 'ptx', exact: true }).first().click();
    await page.waitForURL(`${base()}index.html`);
    await page.context().close();
  });
});

it('names a group once, and breaks titles between words alone', async () => {
  const page = await openPage(`${site.url}docs/guides/vgpu.html`);
  const navigation = page.locator('.tsd-navigation');
  const title = navigation.locator('a', { hasText: 'A slice of a graphics card: vGPU' });
  await title.waitFor();
  expect(await navigation.getByText('Guides', { exact: true }).count()).toBe(1);
  expect(
    await title.locator('wbr').evaluateAll((breaks) => breaks.map((each) => getComputedStyle(each).display)),
  ).toEqual(['none']);
  await page.context().close();
});

it('opens the playground', async () => {
  const page = await openPage(`${site.url}docs/errors.html`);
  await page.getByRole('link', { name: 'Playground', exact: true }).first().click();
  await page.getByRole('radio', { name: 'windows-gpu A Windows' }).waitFor();
  await page.context().close();
});

it('takes the theme that is chosen, and keeps it', async () => {
  const page = await openPage(`${site.url}index.html`);
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.locator('summary', { hasText: /^\s*Settings\s*$/ }).click();
  await page.locator('#tsd-theme').selectOption('dark');
  expect(await background()).not.toBe(light);
  await page.goto(`${site.url}docs/cli.html`);
  expect(await background()).not.toBe(light);
  await page.context().close();
});

it.each(Object.entries(PAGES).flatMap(([name, path]) => LOOKS.map((look) => [name, ...look, path] as const)))(
  '%s stands up to axe: %s, %s',
  async (name, size, theme, width, path) => {
    const page = await openPage(site.url + path, width, theme);
    await page.locator('.tsd-navigation a').first().waitFor({ state: 'attached' });
    await page.screenshot({ path: `${SCREENSHOTS}/${name}-${size}-${theme}.png` });
    expect(await listSeriousIssues(page)).toEqual([]);
    await page.context().close();
  },
);

it('fits a phone, every tenth page of it and constants, whose values have no place to break', async () => {
  const paths = readdirSync(SITE, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.html'));
  const looked = paths
    .sort()
    .filter((path, index) => index % 10 === 0 || /_SCHEMA_VERSION|_CODES|modernize/.test(path));
  const page = await openPage(`${site.url}index.html`, 390);
  const wide: string[] = [];
  for (const path of looked) {
    await page.goto(site.url + path);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    if (width > 390) wide.push(`${path}: ${width}`);
  }
  expect(paths.length).toBeGreaterThan(500);
  expect(wide).toEqual([]);
  await page.context().close();
});

it('asked nobody else, and broke nothing on the way', () => {
  expect([...asked].filter((origin) => origin !== 'null' && !site.url.startsWith(origin))).toEqual([]);
  expect(faults).toEqual([]);
});
