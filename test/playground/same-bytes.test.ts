import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runPtx } from '../cli/memory-io.js';
import { type GoldenCase, listGoldenCases } from '../helpers/golden.js';
import { openPage, startBrowser } from './browser.js';
import { type Site, serveSite } from './site.js';

let site: Site;
let browser: Browser;

beforeAll(async () => {
  [site, browser] = await Promise.all([serveSite(), startBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  site?.close();
});

/** What became of a case: the domain, or the code of the refusal. */
type Outcome = { readonly xml: string } | { readonly code: string };

/** What the page sends to its worker for a case. */
function messageFor({ input, recipe, requests, options, surroundings }: GoldenCase, id: number) {
  const list =
    recipe === undefined
      ? { steps: requests.map((request) => ({ name: request.transform, options: request.options })) }
      : { recipe: { name: recipe, options }, steps: [] };
  return { id, kind: 'transform', xml: input, list, options: surroundings };
}

/** What the command line makes of a case. */
async function runCli({ input, recipe, requests, options, surroundings }: GoldenCase): Promise<Outcome> {
  const steps = requests.map((request) => ({ [request.transform]: request.options }));
  const { target = {}, host, devices, node } = surroundings;
  const files = {
    'steps.json': JSON.stringify(recipe === undefined ? { steps } : { recipe: { [recipe]: options } }),
    'host.json': JSON.stringify(host ?? null),
    'devices.json': JSON.stringify(devices ?? null),
  };
  const flags = [
    ...Object.entries(target).map((pair) => `--target=${pair.join('=')}`),
    ...(host === undefined ? [] : ['--host=host.json']),
    ...(devices === undefined ? [] : ['--devices=devices.json']),
    ...(node === undefined ? [] : [`--node=${node}`]),
  ];
  const { code, stdout, stderr } = await runPtx(['transform', '-', '--steps=steps.json', ...flags], {
    stdin: input,
    files,
  });
  if (code === 0) return { xml: stdout };
  const refused = /\b([A-Z]{2,}(?:_[A-Z0-9]+)*): /.exec(stderr)?.[1];
  if (refused === undefined) throw new Error(`No code in "${stderr}"`);
  return { code: refused };
}

it('gives the bytes of the command line, or its refusal, for every golden case', async () => {
  const cases = listGoldenCases();
  expect(cases.length).toBeGreaterThan(400);
  const { page } = await openPage(browser, site.url);
  const url = page.workers()[0]?.url();
  // Another worker of the same script, so that the answers are not taken for those to the page.
  const outcomes = await page.evaluate(
    ([script, messages]) => {
      const worker = new Worker(script, { type: 'module' });
      const found: Outcome[] = [];
      return new Promise<Outcome[]>((resolve, reject) => {
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.onmessage = ({ data: { id, answer, refusal } }) => {
          found[id] = refusal === undefined ? { xml: answer.xml } : { code: refusal.code };
          if (id === messages.length - 1) resolve(found);
        };
        for (const message of messages) worker.postMessage(message);
      });
    },
    [url ?? '', cases.map(messageFor)] as const,
  );
  const expected: Outcome[] = [];
  for (const golden of cases) expected.push(await runCli(golden));
  const named = (list: readonly Outcome[]) => Object.fromEntries(cases.map(({ id }, index) => [id, list[index]]));
  expect(named(outcomes)).toEqual(named(expected));
  const done = expected.filter((outcome) => 'xml' in outcome).length;
  expect(done).toBeGreaterThan(250);
  console.log(`${done} documents and ${cases.length - done} refusals are the same`);
});
