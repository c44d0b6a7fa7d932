import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { openPage, pasteDomain, readClipboard, startBrowser } from './browser.js';
import { type Site, serveSite } from './site.js';

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
const WIN10 = read('examples/windows-gpu/win10.xml');
const MISTAKES = read('playground/samples/mistakes.xml');
const HOST = read('golden/host/inspect/ubuntu1804-e3-gtx1060.json');

let site: Site;
let browser: Browser;
let page: Page;
let faults: string[];

beforeAll(async () => {
  [site, browser] = await Promise.all([serveSite(), startBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  site?.close();
});

beforeEach(async () => {
  ({ page, faults } = await openPage(browser, site.url));
});

afterEach(async () => {
  await page.context().close();
  expect(faults).toEqual([]);
});

/** Drop a file anywhere on the page. */
const dropFile = (name: string, text: string) =>
  page.evaluate(
    (file) => {
      const data = new DataTransfer();
      data.items.add(new File([file.text], file.name));
      document.querySelector('.page')?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }));
    },
    { name, text },
  );
const command = () => page.getByLabel('Command line').inputValue();
const tickHideKvm = () => page.getByLabel('Add a step').selectOption('hide-kvm');

it('keeps the findings of a document that is opened once more', async () => {
  await dropFile('windows.xml', MISTAKES);
  await page.locator('.note').first().waitFor();
  const count = await page.locator('.note').count();
  await dropFile('windows.xml', MISTAKES);
  await page.waitForTimeout(500);
  expect(await page.locator('.note').count()).toBe(count);
});

it('names the file in the command that the text came with last', async () => {
  await tickHideKvm();
  await dropFile('one.xml', WIN10);
  await expect.poll(command).toBe('ptx transform one.xml --hide-kvm');
  await dropFile('two.xml', WIN10);
  await expect.poll(command).toBe('ptx transform two.xml --hide-kvm');
  await pasteDomain(page, MISTAKES);
  await expect.poll(command).toBe('ptx transform domain.xml --hide-kvm');
});

it('copies nothing that came of another document', async () => {
  await tickHideKvm();
  await dropFile('one.xml', WIN10);
  const copy = page.getByRole('button', { name: 'Copy XML' });
  await expect.poll(() => copy.isEnabled()).toBe(true);
  await dropFile('two.xml', MISTAKES);
  await page.evaluate(() => new Promise(requestAnimationFrame));
  expect(await copy.isDisabled()).toBe(true);
  await expect.poll(() => copy.isEnabled()).toBe(true);
});

it('marks the place that cannot be read behind a byte order mark', async () => {
  await dropFile('bad.xml', '\uFEFF<domain></x>');
  await page.locator('.note.error').waitFor();
  expect(await page.locator('.mark.error').allTextContents()).toEqual(['<']);
});

it('reads a host snapshot with a byte order mark, as the command line does', async () => {
  await dropFile('host.json', `\uFEFF${HOST}`);
  await page.getByRole('status').filter({ hasText: 'Host "host.json" opened' }).waitFor();
});

it('takes text that is dropped into the domain', async () => {
  await page.locator('.cm-content').evaluate((content) => {
    const { x, y } = content.getBoundingClientRect();
    const dataTransfer = new DataTransfer();
    dataTransfer.setData('text/plain', '<domain/>');
    const place = { clientX: x + 20, clientY: y + 12, bubbles: true, composed: true, cancelable: true };
    content.dispatchEvent(new DragEvent('drop', { ...place, dataTransfer }));
  });
  await page.locator('.cm-content').filter({ hasText: '<domain/>' }).waitFor();
});

it('chooses nothing by the key that shows what there is, and keeps the place of the keyboard', async () => {
  const list = page.getByLabel('Add a step');
  await list.focus();
  await page.keyboard.press('ArrowDown');
  await page.waitForTimeout(200);
  expect(await page.locator('.step').count()).toBe(0);
  expect(await list.evaluate((select) => select.matches(':open'))).toBe(true);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('.step').count()).toBe(1);
  await page.getByRole('button', { name: /^Remove/ }).press('Enter');
  await expect.poll(() => page.locator('.step').count()).toBe(0);
  expect(await list.evaluate((select) => select === document.activeElement)).toBe(true);
});

it('keeps the keyboard at a step that was moved as far as it goes', async () => {
  await tickHideKvm();
  await page.getByLabel('Add a step').selectOption('add-tpm');
  const up = page.getByRole('button', { name: 'Move add-tpm up' });
  for (const _ of [1, 2]) await up.press('Enter');
  await expect.poll(() => page.locator('.step code').first().textContent()).toBe('add-tpm');
  expect(await up.getAttribute('aria-disabled')).toBe('true');
  expect(await up.evaluate((button) => button === document.activeElement)).toBe(true);
});

it('loses nothing by a reload, and shows nothing of it in another tab', async () => {
  const qemu = page.getByRole('textbox', { name: 'qemu' });
  await dropFile('one.xml', `\uFEFF${WIN10.replaceAll('\n', '\r\n')}`);
  await dropFile('host.json', HOST);
  await page.getByText('Host "host.json" opened').waitFor();
  await tickHideKvm();
  await qemu.fill('8.2');
  await expect.poll(command).toMatch(/one\.xml .*--hide-kvm .*qemu=8\.2 .*host\.json/);
  const before = await command();
  await page.reload();
  await expect.poll(command, { timeout: 20_000 }).toBe(before);
  expect(await qemu.inputValue()).toBe('8.2');
  await page.getByRole('button', { name: 'Close' }).waitFor();
  await page.getByRole('button', { name: 'Copy XML' }).click();
  await page.getByRole('status').filter({ hasText: 'XML copied' }).waitFor();
  expect(await readClipboard(page)).toMatch(/^\uFEFF[^\n]*\r\n/);

  const other = await page.context().newPage();
  await other.goto(site.url);
  await other.getByRole('radio', { name: 'windows-gpu A Windows' }).waitFor();
  expect(await other.getByLabel('Command line').count()).toBe(0);
});

it('begins anew where what was kept is none of its own, or nothing can be kept', async () => {
  await page.addInitScript(() => sessionStorage.setItem('ptx-playground', '{"plan":1}'));
  await page.reload();
  await page.getByRole('radio', { name: 'windows-gpu A Windows' }).waitFor();
  await page.addInitScript(() =>
    Object.defineProperty(window, 'sessionStorage', {
      get: () => {
        throw new DOMException('denied', 'SecurityError');
      },
    }),
  );
  await page.reload();
  await dropFile('one.xml', MISTAKES);
  await page.locator('.note').first().waitFor();
});

it('says that a sample cannot be loaded', async () => {
  await page.route(/router/, (route) => route.abort());
  await page.getByLabel('Sample domains').selectOption('Router with a NIC');
  await page.getByRole('status').filter({ hasText: '"router.xml" cannot be loaded' }).waitFor();
  // The browser reports the request, and nothing else went wrong.
  expect(faults.splice(0)).toEqual([expect.stringContaining('Failed to load resource')]);
});

it('does not blame the text for a version that it does not know', async () => {
  await dropFile('one.xml', WIN10);
  await page.getByRole('textbox', { name: 'libvirt' }).fill('abc');
  await page.getByRole('alert').filter({ hasText: 'Expected a version' }).waitFor();
  expect(await page.locator('output.count').textContent()).toBe('Not looked at');
  expect(await page.locator('.note').count()).toBe(0);
  expect(await page.getByRole('button', { name: 'Show it' }).count()).toBe(0);
});

it('says that ptx itself has stopped', async () => {
  const context = await browser.newContext();
  const other = await context.newPage();
  // The worker is made out of a blob: this one ends at once.
  await other.addInitScript(() => {
    const RealBlob = Blob;
    globalThis.Blob = class extends RealBlob {
      constructor(_parts?: BlobPart[], options?: BlobPropertyBag) {
        super(['throw new Error("no room")'], options);
      }
    };
  });
  await other.goto(site.url);
  await other.getByRole('alert').filter({ hasText: 'no room' }).waitFor();
  await pasteDomain(other, WIN10);
  await other.getByRole('alert').filter({ hasText: 'Reload the page' }).waitFor();
  await context.close();
});
