import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EVIDENCE, type Evidence } from '../helpers/evidence.js';

const PAGE = 'docs/evidence.md';
const REGION = /(<!-- evidence: (\S+) -->\n)[\s\S]*?(<!-- end evidence -->)/g;

const COLUMNS = {
  Claim: ({ claim }) => claim,
  Document: ({ document }) => document,
  libvirt: ({ libvirt }) => libvirt,
  QEMU: ({ qemu }) => qemu,
  Accelerator: ({ accelerator }) => accelerator,
  Observed: ({ observed }) => observed,
} satisfies Record<string, (row: Evidence) => string>;

/** Write `docs/evidence.md` after the run: the table of each group that saw something; the others stay as they are. */
export default function setup(): () => void {
  rmSync(EVIDENCE, { recursive: true, force: true });
  return () => {
    if (!existsSync(EVIDENCE)) return;
    const tables = new Map(
      readdirSync(EVIDENCE).map((file) => [path.basename(file, '.json'), formatTable(readRows(file))]),
    );
    const before = readFileSync(PAGE, 'utf8');
    const after = before.replace(REGION, (all, open: string, group: string, close: string) => {
      const table = tables.get(group);
      tables.delete(group);
      return table === undefined ? all : `${open}\n${table}\n${close}`;
    });
    if (tables.size > 0) throw new Error(`${PAGE} has no place for ${[...tables.keys()].join(', ')}`);
    if (after !== before) writeFileSync(PAGE, after);
  };
}

function readRows(file: string): Evidence[] {
  return JSON.parse(readFileSync(path.join(EVIDENCE, file), 'utf8'));
}

function formatTable(evidence: readonly Evidence[]): string {
  const rows = evidence.map((row) => Object.values(COLUMNS).map((read) => escapeCell(read(row))));
  const lines = [Object.keys(COLUMNS), Object.keys(COLUMNS).map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

function escapeCell(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('|', '\\|');
}
