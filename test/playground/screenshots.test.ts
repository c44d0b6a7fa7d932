import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listSeriousIssues } from '../helpers/chromium.js';
import { openPage, startBrowser } from './browser.js';
import { type Site, serveSite } from './site.js';

const FOLDER = fileURLToPath(new URL('screenshots', import.meta.url));

const WIDTHS = [
  ['desktop', 1440],
  ['phone', 390],
] as const;
const THEMES = ['light', 'dark'] as const;

let site: Site;
let browser: Browser;

beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true });
  [site, browser] = await Promise.all([serveSite(), startBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  site?.close();
});

const shoot = (page: Page, name: string) => page.screenshot({ path: `${FOLDER}/${name}.png`, fullPage: true });

it.each(WIDTHS.flatMap(([size, width]) => THEMES.map((theme) => [size, theme, width] as const)))(
  'stands up to axe when empty and when in use: %s, %s',
  async (size, theme, width) => {
    const { page, faults } = await openPage(browser, site.url, { width, colorScheme: theme });
    await shoot(page, `${size}-${theme}-empty`);
    expect(await listSeriousIssues(page)).toEqual([]);

    await page.getByLabel('Sample domains').selectOption('A domain full of mistakes');
    await page.getByLabel('Sample hosts').selectOption('Xeon E3, GTX 1060');
    await page.locator('.note').first().waitFor();
    await page.getByRole('radio', { name: 'linux-gpu A Linux' }).check();
    await page.getByRole('alert').waitFor();
    await shoot(page, `${size}-${theme}-refused`);
    await page.getByLabel('Sample domains').selectOption('Windows 10 on i440fx');
    await page.getByRole('radio', { name: 'windows-gpu A Windows' }).check();
    await page.locator('.card button', { hasText: '01:00.0' }).click();
    await page.getByText(/^\d+ changes$/).waitFor();
    await shoot(page, `${size}-${theme}-used`);
    expect(await listSeriousIssues(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(faults).toEqual([]);
    await page.context().close();
  },
);
