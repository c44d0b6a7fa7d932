import type { Finding } from './finding.js';
import { fingerprintOf } from './fingerprint.js';
import type { FileFindings } from './report.js';

/** Findings that an old tree is allowed to keep: how often each may be there, by file and by what it is about. */
export interface Baseline {
  readonly version: 1;
  readonly files: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** What is left of the findings of a file, and how many of them are known. */
export interface BaselineResult<File extends FileFindings> {
  readonly files: File[];
  readonly known: number;
  /** Findings that the baseline names and that are no longer there. */
  readonly gone: number;
}

/** Take what was found for known. `nameOf` is what the baseline calls a file. */
export function createBaseline(files: readonly FileFindings[], nameOf: (path: string) => string): Baseline {
  const counted = files.map(({ path, findings }) => [nameOf(path), countPrints(findings)] as const);
  const found = counted.filter(([, prints]) => Object.keys(prints).length > 0);
  return { version: 1, files: Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** Leave out what is known: of findings that cannot be told apart, the first ones. */
export function applyBaseline<File extends FileFindings>(
  files: readonly File[],
  baseline: Baseline,
  nameOf: (path: string) => string,
): BaselineResult<File> {
  let known = 0;
  let gone = 0;
  const left = files.map((file) => {
    const name = nameOf(file.path);
    const allowed = new Map(Object.entries(Object.hasOwn(baseline.files, name) ? (baseline.files[name] ?? {}) : {}));
    const findings = file.findings.filter((finding) => {
      const print = fingerprintOf(finding);
      const count = allowed.get(print) ?? 0;
      allowed.set(print, count - 1);
      return count <= 0;
    });
    known += file.findings.length - findings.length;
    gone += [...allowed.values()].reduce((sum, count) => sum + Math.max(0, count), 0);
    return { ...file, findings };
  });
  return { files: left, known, gone };
}

function countPrints(findings: readonly Finding[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const print of findings.map(fingerprintOf)) counts.set(print, (counts.get(print) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
