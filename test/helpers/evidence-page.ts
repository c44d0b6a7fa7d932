import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Evidence, FOLDER } from './evidence.js';
import { fillTables, formatTable } from './observed-table.js';

const COLUMNS = {
  claim: 'Claim',
  document: 'Document',
  host: 'Host',
  libvirt: 'libvirt',
  qemu: 'QEMU',
  accelerator: 'Accelerator',
  observed: 'Observed',
};

/** Write `docs/evidence.md` after the run: the table of each group that saw something; the others stay as they are. */
export default function setup(): () => void {
  const folder = mkdtempSync(path.join(tmpdir(), 'ptx-evidence-'));
  process.env[FOLDER] = folder;
  return () => {
    const groups = readdirSync(folder).map((file) => [path.basename(file, '.json'), readRows(folder, file)] as const);
    fillTables('docs/evidence.md', new Map(groups.map(([group, rows]) => [group, formatTable(COLUMNS, rows)])));
    rmSync(folder, { recursive: true });
  };
}

function readRows(folder: string, file: string): Evidence[] {
  return JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
}
