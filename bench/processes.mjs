import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { desktopDomain, domainWithHostdevs } from './documents.mjs';
import { listDocuments, SCHEMA } from './peers.mjs';
import { summarize } from './statistics.mjs';

const at = (name) => fileURLToPath(new URL(name, import.meta.url));
const PTX = [process.execPath, at('../dist/cli/bin.cjs')];
const PYTHON = '/usr/bin/python3';
/** A newer Node than the one that runs this, as scripts/install-bench-peers.sh installs it. */
const NODE24 = process.env.PTX_BENCH_NODE24 ?? at('../.cache/node24/bin/node');

const SIX_STEPS = [
  ...['--convert-to-q35', '--set-firmware-efi', '--set-cpu-host-passthrough', '--hide-kvm', '--enable-hyperv'],
  ...['--add-pci-hostdev', '01:00,functions=0-1,rom.file=/usr/share/vgabios/card.rom'],
];

/** What runs as a process of its own; the first of its name in PATH is what a peer is. */
function listCommands(domain, large) {
  return [
    { name: 'node -e 0', argv: [process.execPath, '-e', '0'] },
    { name: 'ptx: one step', argv: [...PTX, 'transform', '--hide-kvm'], input: domain },
    { name: 'ptx: six steps', argv: [...PTX, 'transform', ...SIX_STEPS], input: domain },
    { name: 'Node 24: node -e 0', argv: [NODE24, '-e', '0'], needs: NODE24 },
    { name: 'Node 24: ptx, one step', argv: [NODE24, PTX[1], 'transform', '--hide-kvm'], input: domain, needs: NODE24 },
    {
      name: 'Node 24: ptx, six steps',
      argv: [NODE24, PTX[1], 'transform', ...SIX_STEPS],
      input: domain,
      needs: NODE24,
    },
    { name: 'ptx: one step, 10,000 host devices', argv: [...PTX, 'transform', '--hide-kvm'], input: large },
    {
      name: 'virt-xml: one edit',
      argv: ['virt-xml', '--connect', 'test:///default', '--edit', '--print-xml', '--memory', '8192'],
      input: domain,
    },
    { name: 'xsltproc: one edit', argv: ['xsltproc', at('peers/hide-kvm.xsl'), domain] },
    { name: 'lxml: one edit', argv: [PYTHON, at('peers/hide_kvm.py'), domain], needs: 'lxml' },
  ];
}

/** Lint of all documents in one process, against a validator that takes all of them and one that takes one. */
function listLintCommands(documents) {
  return [
    { name: 'ptx: lint', argv: [...PTX, 'lint', ...documents] },
    { name: 'xmllint: domain.rng', argv: ['xmllint', '--noout', '--relaxng', SCHEMA, ...documents], needs: SCHEMA },
    { name: 'virt-xml-validate: one document', argv: ['virt-xml-validate', documents[0], 'domain'] },
  ];
}

/** Times the commands that are present, in turns. Returns medians by name, and what is missing. */
export function measureProcesses(rounds, lintRounds) {
  const folder = mkdtempSync(join(tmpdir(), 'ptx-bench-'));
  try {
    const [domain, large] = [join(folder, 'domain.xml'), join(folder, 'large.xml')];
    writeFileSync(domain, desktopDomain());
    writeFileSync(large, domainWithHostdevs(10_000));
    const documents = lintRounds === 0 ? [] : listDocuments();
    const groups = [[rounds, listCommands(domain, large)]];
    if (documents.length > 0) groups.push([lintRounds, listLintCommands(documents)]);
    const missing = groups.flatMap(([, commands]) => commands.filter((command) => !isPresent(command)));
    const results = groups.flatMap(([count, commands]) => Object.entries(run(count, commands.filter(isPresent))));
    return { results: new Map(results), documents: documents.length, missing: missing.map(({ name }) => name) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The median and quartiles of what each round says of one command, or of two beside each other. */
export function compare(results, name, base, key) {
  const [runs, baseRuns] = [results.get(name), results.get(base)];
  if (runs === undefined || baseRuns === undefined) return undefined;
  return summarize(runs.map((each, round) => each[key] / baseRuns[round][key]));
}

function isPresent({ argv: [program], needs }) {
  if (needs === 'lxml') return spawnSync(PYTHON, ['-c', 'import lxml']).status === 0;
  if (needs !== undefined && !existsSync(needs)) return false;
  return (
    program.includes('/') ||
    (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))
  );
}

function run(rounds, commands) {
  const { status, stdout, stderr } = spawnSync(PYTHON, [at('run.py'), String(rounds)], {
    input: JSON.stringify(commands),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`run.py failed: ${stderr}`);
  return JSON.parse(stdout);
}
