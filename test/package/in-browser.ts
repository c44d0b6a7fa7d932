import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { startBrowser } from '../playground/browser.js';

/** What somebody does with the pure entries, the same in Node and in a browser. */
const USE = `
import { addPciHostdev, diffDomains, enableHyperv, hideKvm, inspectDomain, lintDomain, parseDomain, serializeDomain, transformDomain } from 'libvirt-ptx';
import { parseHostSnapshot, planHost, renderPlan } from 'libvirt-ptx/host';
import { queryDomain } from 'libvirt-ptx/query';
import { parseSteps } from 'libvirt-ptx/steps';

/** Transform, lint and plan, and write down all that comes of it. */
export function use(xml, hostText) {
  const host = parseHostSnapshot(hostText);
  const before = parseDomain(xml);
  const steps = [hideKvm(), enableHyperv(), addPciHostdev({ address: '01:00' }), ...parseSteps('recipe: { nic: { address: 02:00.0 } }')];
  const { domain, changes, warnings } = transformDomain(before, ...steps, { host });
  const plan = planHost(host, { devices: ['01:00'], accepted: ['only-display'] });
  const outcome = {
    xml: serializeDomain(domain),
    changes,
    warnings,
    findings: lintDomain(domain, { host }),
    differences: diffDomains(before, domain),
    inspection: inspectDomain(domain),
    hostdevs: queryDomain(domain, '/domain/devices/hostdev'),
    plan,
    formats: ['text', 'json', 'shell', 'ansible', 'cloud-init', 'nixos'].map((format) => renderPlan(plan, format)),
  };
  return JSON.stringify(outcome, null, 1);
}
`;
const PAGE = `<!doctype html><title>ptx</title><script type="module">import { use } from './use.js'; window.use = use;</script>`;
const ORIGIN = 'http://ptx.test';

/** Write the script, and one that prints what it makes of two files, into a project that has the package. */
export function writeUse(project: string): void {
  writeFileSync(join(project, 'use.mjs'), USE);
  writeFileSync(
    join(project, 'print.mjs'),
    `import { readFileSync } from 'node:fs';\nimport { use } from './use.mjs';\nprocess.stdout.write(use(...process.argv.slice(2).map((file) => readFileSync(file, 'utf8'))));\n`,
  );
}

/** Bundle the script for browsers, as whoever uses the package would. */
export async function bundleUse(project: string, outDir: string): Promise<string> {
  mkdirSync(outDir, { recursive: true });
  const lib = { entry: join(project, 'use.mjs'), formats: ['es' as const], fileName: () => 'use.js' };
  await build({ root: project, logLevel: 'error', configFile: false, build: { outDir, minify: true, lib } });
  return readFileSync(join(outDir, 'use.js'), 'utf8');
}

/** Run the bundled script in Chromium, under a policy that makes no code of text and reaches for nothing. */
export async function useInBrowser(
  bundle: string,
  xml: string,
  host: string,
): Promise<{ printed: string; faults: string[]; hasNode: boolean }> {
  const browser = await startBrowser();
  try {
    const page = await browser.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    await page.route('**/*', (route) => {
      const { pathname } = new URL(route.request().url());
      const headers = { 'content-security-policy': "default-src 'none'; script-src 'self' 'unsafe-inline'" };
      if (pathname === '/use.js') return route.fulfill({ contentType: 'text/javascript', body: bundle, headers });
      if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: PAGE, headers });
      faults.push(`asked for ${pathname}`);
      return route.abort();
    });
    await page.goto(`${ORIGIN}/`);
    await page.waitForFunction('window.use !== undefined');
    const printed = (await page.evaluate(`window.use(${JSON.stringify(xml)}, ${JSON.stringify(host)})`)) as string;
    const hasNode = (await page.evaluate(
      "['process', 'Buffer', 'require', 'global'].some((name) => name in window)",
    )) as boolean;
    return { printed, faults, hasNode };
  } finally {
    await browser.close();
  }
}
