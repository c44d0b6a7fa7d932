import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { publint } from 'publint';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listLinks, PUBLISHED } from '../helpers/published.js';
import { bundleUse, useInBrowser, writeUse } from './in-browser.js';

/** What a package of this size costs to install is little; ten times as much would be a mistake in `files`. */
const MAX_PACKED_BYTES = 1_600_000;
/** One transform with its parser, its printer and the schemas of its options, minified and compressed. */
const MAX_BUNDLE_BYTES = 60_000;

/** The Nodes that the package runs under, from packages of the registry; the running one comes first. */
const NODES = ['22', '24'];

let folder: string;
let project: string;
let tarball: string;
let packed: { readonly size: number; readonly files: readonly { readonly path: string }[] };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ptx-package-'));
  project = join(folder, 'project');
  mkdirSync(project);
  const [report] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], resolve('.')));
  packed = report;
  tarball = join(folder, report.filename);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const nodes = NODES.map((version) => `node${version}@npm:node-linux-${process.arch}@${version}`);
  run('npm', ['install', '--no-audit', '--no-fund', '--silent', tarball, ...nodes], project);
  for (const name of ['win10.xml', 'expected.xml']) cpSync(`examples/windows-gpu/${name}`, join(project, name));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(program: string, args: readonly string[], cwd = project): string {
  return execFileSync(program, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function nodeOf(version: string): string {
  return version === 'running' ? process.execPath : join(project, `node_modules/node${version}/bin/node`);
}

describe('what is published', () => {
  it('is what is needed, and no more', () => {
    expect(packed.files.map(({ path }) => path).filter((path) => !PUBLISHED.test(path))).toEqual([]);
    expect(packed.size).toBeLessThan(MAX_PACKED_BYTES);
    console.log(`${packed.files.length} files, ${packed.size} bytes packed`);
  });

  it('has whatever its pages lead to', () => {
    const root = join(project, 'node_modules/libvirt-ptx');
    const pages = packed.files.map(({ path }) => path).filter((path) => path.endsWith('.md'));
    const links = pages.flatMap((page) => listLinks(join(root, page)).map((link) => ({ page, link })));
    expect(links.length).toBeGreaterThan(700);
    expect(links.filter(({ page, link }) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
  });

  it('is clean for publint', async () => {
    const { messages } = await publint({ pkgDir: resolve('.'), strict: true });
    expect(messages).toEqual([]);
  });

  it('has types that resolve like its code', () => {
    run(resolve('node_modules/.bin/attw'), ['--profile', 'esm-only', '--format', 'json', tarball], resolve('.'));
  });
});

const SCRIPT = `
import { readFileSync } from 'node:fs';
import { hideKvm, lintDomain, parseDomain, serializeDomain, transformXml } from 'libvirt-ptx';
import { planHost } from 'libvirt-ptx/host';
import { inspectHost } from 'libvirt-ptx/host/node';
import { queryDomain } from 'libvirt-ptx/query';
import { parseSteps } from 'libvirt-ptx/steps';
const xml = readFileSync('win10.xml', 'utf8');
const steps = parseSteps('steps:\\n  - hide-kvm:\\n');
console.log(JSON.stringify({
  same: serializeDomain(parseDomain(xml)) === xml,
  hidden: transformXml(xml, hideKvm()).includes("<hidden state='on'/>"),
  steps: transformXml(xml, ...steps) === transformXml(xml, hideKvm()),
  findings: Array.isArray(lintDomain(parseDomain(xml))),
  disks: queryDomain(parseDomain(xml), '/domain/devices/disk').length > 0,
  host: [typeof planHost, (await inspectHost({ root: '/nowhere' })).schemaVersion],
}));
`;

describe.each(['running', ...NODES])('under Node %s', (version) => {
  it('is imported', () => {
    writeFileSync(join(project, 'use.js'), SCRIPT);
    expect(JSON.parse(run(nodeOf(version), ['use.js']))).toEqual({
      ...{ same: true, hidden: true, steps: true, findings: true, disks: true },
      host: ['function', 1],
    });
  });

  it('runs as a program, under both of its names', () => {
    for (const name of ['ptx', 'libvirt-ptx']) {
      const printed = run(nodeOf(version), [join('node_modules/.bin', name), '--version']);
      expect(printed.trim()).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version);
    }
  });

  it('takes a newcomer from a domain to one that is changed and linted', () => {
    const ptx = (...args: string[]) => run(nodeOf(version), ['node_modules/.bin/ptx', ...args]);
    const steps = [
      '--convert-to-q35',
      '--set-firmware-efi',
      '--set-cpu-host-passthrough',
      '--hide-kvm',
      '--enable-hyperv',
    ];
    const card = ['--add-pci-hostdev', '01:00,functions=0-1,rom.file=/var/lib/libvirt/vbios/gpu.rom'];
    expect(ptx('transform', 'win10.xml', ...steps, ...card)).toBe(readFileSync(join(project, 'expected.xml'), 'utf8'));
    expect(JSON.parse(ptx('lint', 'expected.xml', '--format', 'json')).summary.errors).toBe(0);
  });
});

describe('the pure entries in Chromium', () => {
  it('transform, lint and plan to the same bytes as in Node', async () => {
    writeUse(project);
    const [xml, host] = ['examples/windows-gpu/win10.xml', 'golden/host/inspect/ubuntu2510-rtx4070.json'].map((file) =>
      resolve(file),
    ) as [string, string];
    const expected = run(process.execPath, ['print.mjs', xml, host]);
    const { findings, plan, formats, changes } = JSON.parse(expected);
    expect([changes, findings, plan.actions, formats].map(({ length }) => length > 2)).toEqual([
      true,
      true,
      true,
      true,
    ]);

    const bundle = await bundleUse(project, join(folder, 'browser'));
    expect(bundle).not.toMatch(/["']node:|vite-browser-external|process\.env/);
    const { printed, ...rest } = await useInBrowser(bundle, readFileSync(xml, 'utf8'), readFileSync(host, 'utf8'));
    expect(rest).toEqual({ faults: [], hasNode: false });
    expect(printed).toBe(expected);
    console.log(`${expected.length} characters are the same in Node and in Chromium`);
  });
});

describe('a bundle that uses one transform', () => {
  it('stays small', async () => {
    const entry = join(project, 'one.js');
    writeFileSync(entry, "export { hideKvm, transformXml } from 'libvirt-ptx';\n");
    const outDir = join(folder, 'bundle');
    await build({
      root: project,
      logLevel: 'error',
      build: { outDir, minify: true, lib: { entry, formats: ['es'], fileName: 'one' } },
    });
    const [name = ''] = readdirSync(outDir);
    const path = join(outDir, name);
    const compressed = gzipSync(readFileSync(path)).length;
    console.log(`one transform: ${statSync(path).size} bytes, ${compressed} compressed`);
    expect(compressed).toBeLessThan(MAX_BUNDLE_BYTES);
  });
});
