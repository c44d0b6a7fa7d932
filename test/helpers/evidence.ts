import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** Names the variable with the folder in which the groups of a run leave what they saw, for `docs/evidence.md`. */
export const FOLDER = 'PTX_EVIDENCE';

/** One row of `docs/evidence.md`. */
export interface Evidence {
  readonly claim: string;
  /** The file that was run, or how the document was made; absent where a host was observed. */
  readonly document?: string;
  /** The host that was observed, where it was one. */
  readonly host?: string;
  /** `9.0`. */
  readonly libvirt?: string;
  /** `7.2`. */
  readonly qemu?: string;
  readonly accelerator?: 'KVM' | 'TCG' | 'none';
  /** What was seen, in words that do not change from run to run or from machine to machine. */
  readonly observed: string;
}

/** Keep what a group saw, after it was asserted. */
export function recordEvidence(group: string, rows: readonly Evidence[]): void {
  const folder = process.env[FOLDER];
  if (folder === undefined) throw new Error(`${FOLDER} is not set; the configuration of the run has no page to write`);
  writeFileSync(path.join(folder, `${group}.json`), JSON.stringify(rows, null, 2));
}
