import { readFileSync } from 'node:fs';
import { listDocuments } from './peers.mjs';

/*
 * How long a thousand documents of libvirt take to lint, beside parsing them: the first time in a process, and again
 * and again. `node --no-opt --no-sparkplug bench/lint-to-parse.mjs` counts work alone: V8 interprets all of it.
 */

const ROUNDS = 20;
const COUNT = 1000;

const { lintDomain, parseDomain } = await import('../dist/index.js');
const sources = listDocuments()
  .map((file) => readFileSync(file, 'utf8'))
  .slice(0, COUNT);
if (sources.length === 0) throw new Error('There are no documents: run scripts/install-hypervisor.sh');

const rounds = Array.from({ length: ROUNDS }, measure);
print('first', rounds[0]);
print('best of all rounds', {
  parse: Math.min(...rounds.map(({ parse }) => parse)),
  lint: Math.min(...rounds.map(({ lint }) => lint)),
});

function measure() {
  let [parse, lint] = [0, 0];
  for (const source of sources) {
    const start = performance.now();
    const domain = tryParse(source);
    const parsed = performance.now();
    if (domain === undefined) continue;
    lintDomain(domain);
    parse += parsed - start;
    lint += performance.now() - parsed;
  }
  return { parse, lint };
}

/** Some of them are no domains on purpose. */
function tryParse(source) {
  try {
    return parseDomain(source);
  } catch {
    return undefined;
  }
}

function print(title, { parse, lint }) {
  const [parseMs, lintMs] = [parse, lint].map((ms) => ms.toFixed(0));
  console.log(`${title}: parse ${parseMs} ms, lint ${lintMs} ms, ${(lint / parse).toFixed(2)} times as long`);
}
