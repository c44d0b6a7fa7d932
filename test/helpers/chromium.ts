import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';

const PATH = process.env.PTX_CHROMIUM ?? '/usr/bin/chromium';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Start the Chromium of the system, with a profile of its own that is thrown away. */
export async function startBrowser(): Promise<Browser> {
  if (!existsSync(PATH)) throw new Error(`Found no ${PATH}: "apt-get install chromium", or name one in PTX_CHROMIUM`);
  return chromium.launch({ executablePath: PATH, headless: true, args: FLAGS });
}

/** What axe has to say that weighs; it comes in through the debugger, which no policy of the page concerns. */
export async function listSeriousIssues(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { violations } = await (globalThis as never as { axe: typeof import('axe-core') }).axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join('; ')}`,
      );
  });
}
