import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSteps } from '../../src/steps.js';
import { runPtx } from '../cli/memory-io.js';
import { openPage, pasteDomain, readClipboard, startBrowser } from './browser.js';
import { type Site, serveSite } from './site.js';

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
const WIN10 = read('examples/windows-gpu/win10.xml');
const MISTAKES = read('playground/samples/mistakes.xml');
const HOST = read('golden/host/inspect/ubuntu1804-e3-gtx1060.json');

/** The promise of the page: 300 kB, compressed, until it can be used. */
const FIRST_LOAD = 300_000;

let site: Site;
let browser: Browser;
let page: Page;
let faults: string[];

beforeAll(async () => {
  [site, browser] = await Promise.all([serveSite(), startBrowser()]);
  ({ page, faults } = await openPage(browser, site.url));
});

afterAll(async () => {
  await browser?.close();
  site?.close();
});

const verdict = () => page.locator('.verdict-line');
const diffRows = (kind: 'added' | 'removed') => page.locator(`.diff tr.${kind} .text`).allTextContents();
const copied = async (what: string) => {
  await page.getByRole('button', { name: `Copy ${what}` }).click();
  await page
    .getByRole('status')
    .filter({ hasText: `${what} copied` })
    .waitFor();
  return readClipboard(page);
};
const addStep = (name: string) =>
  page.getByLabel('Add a step').evaluate((select: HTMLSelectElement, value) => {
    select.value = value;
    select.dispatchEvent(new Event('change', { bubbles: true }));
  }, name);

it('loads in less than 300 kB', () => {
  const total = [...site.served.values()].reduce((sum, size) => sum + size, 0);
  console.log(`first load: ${total} bytes in ${site.served.size} files`);
  expect([...site.served.keys()].some((path) => path.includes('worker'))).toBe(true);
  expect(total).toBeLessThan(FIRST_LOAD);
});

it('lets nothing out, neither from the page nor from the worker', async () => {
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  expect(policy).toMatch(/^default-src 'none';/);
  expect(policy).not.toContain('connect-src');
  const { page: other } = await openPage(browser, site.url);
  const leak = (address: string) =>
    fetch(address).then(
      () => 'sent',
      () => 'refused',
    );
  expect(await other.evaluate(leak, site.url)).toBe('refused');
  expect(await other.workers()[0]?.evaluate(leak, site.url)).toBe('refused');
  await other.context().close();
});

it('shows what is to be done when there is nothing', async () => {
  expect(await verdict().textContent()).toBe('Paste a domain, or pick a sample, to begin.');
  expect(await page.getByRole('button', { name: 'Copy XML' }).isDisabled()).toBe(true);
});

describe('a domain', () => {
  it('is typed, and findings stand below their lines with their cures', async () => {
    await page.getByRole('textbox', { name: 'Domain XML' }).click();
    await page.keyboard.type("<domain type='kvm'><name>a</name></nope>");
    await page.getByText('Cannot be read').waitFor();
    expect(await page.locator('.note.error').textContent()).toContain('XML_NOT_WELL_FORMED');
    expect(await page.locator('.note .cure').textContent()).toContain('Mend the text at the place that is named');
    expect(await page.getByRole('alert').textContent()).toMatch(
      /^XML_NOT_WELL_FORMED line 1, column \d+: Not well-formed XML/,
    );
  });

  it('is pasted whole, with CRLF and a byte order mark, and copied byte for byte', async () => {
    const text = `\uFEFF${WIN10.replaceAll('\n', '\r\n')}`;
    await pasteDomain(page, text);
    await addStep('hide-kvm');
    await verdict()
      .filter({ hasText: /change/ })
      .waitFor();
    const expected = await runPtx(['transform', '--hide-kvm'], { stdin: text });
    const xml = await copied('XML');
    // A clipboard may take the mark at the front of a text away.
    expect(xml.replace('\uFEFF', '')).toBe(expected.stdout.replace('\uFEFF', ''));
    await page.getByRole('button', { name: 'Remove hide-kvm' }).click();
  });

  it('is dropped as a file', async () => {
    await page.evaluate((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'windows.xml', { type: 'text/xml' }));
      document.querySelector('.page')?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }));
    }, MISTAKES);
    await page.getByText('<name>windows</name>').first().waitFor();
    await page
      .locator('output.count')
      .filter({ hasText: /warning/ })
      .waitFor();
  });

  it('is mended by one click, and by a key', async () => {
    const buttons = page.getByRole('button', { name: /^Fix line/ });
    await page.getByRole('textbox', { name: 'Domain XML' }).click();
    // Only what is seen is in the page: the key leads from finding to finding.
    for (let visits = 0; visits < 40 && (await buttons.count()) === 0; visits += 1) await page.keyboard.press('F8');
    await buttons.first().waitFor();
    const before = await page.locator('output.count').textContent();
    await buttons.first().click();
    await page
      .getByRole('status')
      .filter({ hasText: /^Fixed: / })
      .waitFor();
    await expect.poll(() => page.locator('output.count').textContent()).not.toBe(before);
    await page.getByRole('textbox', { name: 'Domain XML' }).click();
    await page.keyboard.press('F8');
    expect(
      await page
        .getByRole('status')
        .filter({ hasText: /^Line \d+, column \d+\. / })
        .count(),
    ).toBe(1);
  });
});

describe('steps', () => {
  it('come from a recipe that is ticked, and what it needs is asked for', async () => {
    await page.getByLabel('Sample domains').selectOption('Windows 10 on i440fx');
    await page.getByRole('radio', { name: 'windows-gpu A Windows' }).check();
    await page.getByRole('alert').filter({ hasText: 'OPTION_INVALID' }).waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('Required, or "device"');
    expect(await page.locator('#recipe-windows-gpu-address').getAttribute('aria-invalid')).toBe('true');
    await page.locator('#recipe-windows-gpu-address').fill('01:00');
    await page.locator('#recipe-windows-gpu-functions').fill('0-1');
    await verdict()
      .filter({ hasText: /^\d+ changes/ })
      .waitFor();
  });

  it('change lines, which are those of --print-diff', async () => {
    const { stdout } = await runPtx(['transform', '-', '--recipe=windows-gpu,01:00,functions=0-1', '--print-diff'], {
      stdin: WIN10,
    });
    const lines = stdout.split('\n').slice(2);
    const expected = (sign: string) => lines.filter((line) => line.startsWith(sign)).map((line) => line.slice(1));
    expect(await diffRows('added')).toEqual(expected('+'));
    expect(await diffRows('removed')).toEqual(expected('-'));
  });

  it('come with reasons, and with the PCI topology before and after', async () => {
    const reasons = await page.locator('.changes > li').allTextContents();
    expect(reasons.some((text) => text.includes('convert-to-q35'))).toBe(true);
    const before = await page.getByRole('region', { name: 'PCI topology before' }).textContent();
    const after = await page.getByRole('region', { name: 'PCI topology after' }).textContent();
    expect(before).toContain('pci-root');
    expect(after).toContain('pcie-root');
    expect(after).toContain('hostdev 0000:01:00.1');
  });

  it('are built in a list of forms, and refusals say which one it was', async () => {
    await addStep('add-tpm');
    await page.getByRole('button', { name: 'Remove add-tpm' }).waitFor();
    await addStep('disable-hypervisor-cpuid');
    await page.getByRole('alert').filter({ hasText: 'METHODS_EXCLUSIVE' }).waitFor();
    await page.getByRole('button', { name: 'Remove disable-hypervisor-cpuid' }).click();
    await verdict()
      .filter({ hasText: /^\d+ changes/ })
      .waitFor();
  });

  it('are copied as XML, as a steps file and as a command, which all come to the same', async () => {
    const xml = await copied('XML');
    const steps = await copied('steps file');
    const command = await copied('command');
    expect(parseSteps(steps).map(({ transform }) => transform)).toContain('add-tpm');
    expect(command).toBe('ptx transform win10.xml --recipe windows-gpu,01:00,functions=0-1 --add-tpm');
    const files = { 'win10.xml': WIN10, 'guest.yaml': steps };
    const byFile = await runPtx(['transform', 'win10.xml', '--steps=guest.yaml'], { files });
    const byFlags = await runPtx(command.split(' ').slice(1), { files });
    expect(byFile.stdout).toBe(xml);
    expect(byFlags.stdout).toBe(xml);
  });
});

describe('a host', () => {
  it('is dropped, and its groups are drawn with what a card takes along', async () => {
    await page.getByRole('radio', { name: 'No recipe' }).check();
    await page.getByRole('button', { name: 'Remove add-tpm' }).click();
    await page
      .getByLabel('Open a host snapshot')
      .setInputFiles({ name: 'xeon.json', mimeType: 'application/json', buffer: Buffer.from(HOST) });
    const card = page.locator('.panel.host').getByRole('button', { name: /01:00\.0/ });
    await card.waitFor();
    expect(await card.getAttribute('aria-pressed')).toBe('false');
    expect(await card.textContent()).toContain('01:00.1');
    await card.click();
    expect(await card.getAttribute('aria-pressed')).toBe('true');
    await verdict()
      .filter({ hasText: /change/ })
      .waitFor();
    const command = await copied('command');
    expect(command).toBe('ptx transform win10.xml --add-pci-hostdev 0000:01:00,functions=0-1 --host=xeon.json');
    const files = { 'win10.xml': WIN10, 'xeon.json': HOST };
    expect((await runPtx(command.split(' ').slice(1), { files })).stdout).toBe(await copied('XML'));
    await card.click();
    expect(await page.locator('.step').count()).toBe(0);
  });

  it('that is no snapshot is refused in words', async () => {
    await page
      .getByLabel('Open a host snapshot')
      .setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
    await page.getByRole('status').filter({ hasText: 'x.json' }).waitFor();
  });
});

it('stays responsive with 3 MB, of which it draws what is seen', async () => {
  const disk = (index: number) =>
    `    <disk type='file' device='disk'>\n      <driver name='qemu' type='qcow2'/>\n      <source file='/images/${index}.qcow2'/>\n      <target dev='sd${index}' bus='scsi'/>\n    </disk>\n`;
  const disks = Array.from({ length: 18_000 }, (_, index) => disk(index)).join('');
  const large = WIN10.replace('<devices>\n', `<devices>\n${disks}`);
  expect(large.length).toBeGreaterThan(3_000_000);
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'large.xml'));
    document.querySelector('.page')?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }));
  }, large);
  await addStep('hide-kvm');
  await page.evaluate(() => {
    const state = globalThis as unknown as { longest: number };
    state.longest = 0;
    let last = performance.now();
    const beat = () => {
      state.longest = Math.max(state.longest, performance.now() - last);
      last = performance.now();
      setTimeout(beat, 20);
    };
    beat();
  });
  await page.getByRole('textbox', { name: 'Domain XML' }).click();
  const start = performance.now();
  await page.keyboard.type(' ');
  const typedMs = performance.now() - start;
  await page.keyboard.press('Backspace');
  await verdict()
    .filter({ hasText: /^\d+ change/ })
    .waitFor({ timeout: 90_000 });
  const longest = await page.evaluate(() => (globalThis as unknown as { longest: number }).longest);
  const nodes = await page.evaluate(() => {
    const editor = document.querySelector('.editor')?.shadowRoot?.querySelectorAll('*').length ?? 0;
    return document.querySelectorAll('*').length + editor;
  });
  console.log(
    `3 MB: a key took ${Math.round(typedMs)} ms, the longest pause was ${Math.round(longest)} ms, ${nodes} nodes`,
  );
  expect(nodes).toBeLessThan(6000);
  expect(longest).toBeLessThan(2000);
});

it('changes its theme', async () => {
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  expect(await theme()).toBe('light');
  await page.getByRole('button', { name: 'Dark theme' }).click();
  expect(await theme()).toBe('dark');
});

it('broke nothing on the way', () => expect(faults).toEqual([]));
