import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Where the groups of the hypervisor suite leave what they saw, for `docs/evidence.md`. */
export const EVIDENCE = '.cache/evidence';

/** One row of `docs/evidence.md`. */
export interface Evidence {
  readonly claim: string;
  /** The file that was run, or how the document was made. */
  readonly document: string;
  /** `9.0`. */
  readonly libvirt: string;
  /** `7.2`. */
  readonly qemu: string;
  readonly accelerator: 'KVM' | 'TCG' | 'none';
  /** What was seen, in words that do not change from run to run or from machine to machine. */
  readonly observed: string;
}

/** Keep what a group saw, after it was asserted. */
export function recordEvidence(group: string, rows: readonly Evidence[]): void {
  mkdirSync(EVIDENCE, { recursive: true });
  writeFileSync(path.join(EVIDENCE, `${group}.json`), JSON.stringify(rows, null, 2));
}
