import type { Browser, Page } from 'playwright-core';

export { startBrowser } from '../helpers/chromium.js';

/** Open the playground at a size and in a theme; what the page throws or its policy forbids is noted in `faults`. */
export async function openPage(
  browser: Browser,
  url: string,
  { width = 1440, height = 900, colorScheme = 'light' as 'light' | 'dark' } = {},
): Promise<{ page: Page; faults: string[] }> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(url).origin });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.goto(url);
  await page.getByRole('radio', { name: 'windows-gpu A Windows' }).waitFor();
  return { page, faults };
}

/** The text of the domain, typed over what is there. */
export async function pasteDomain(page: Page, text: string): Promise<void> {
  const editor = page.getByRole('textbox', { name: 'Domain XML' });
  await editor.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.evaluate((xml) => navigator.clipboard.writeText(xml), text);
  await page.keyboard.press('ControlOrMeta+v');
}

/** What is on the clipboard. */
export function readClipboard(page: Page): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText());
}
