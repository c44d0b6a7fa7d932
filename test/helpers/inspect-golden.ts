import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { painter } from '../../src/cli/color.js';
import { formatInspection } from '../../src/cli/inspection-text.js';
import { inspectDomain, parseDomain } from '../../src/index.js';
import { GOLDEN_ROOT } from './golden.js';

/** A folder `golden/inspect/NAME`. */
export interface InspectCase {
  readonly folder: string;
  /** `inspect/NAME` */
  readonly id: string;
  readonly files: readonly string[];
  readonly input: string;
}

/** The files that say what comes of an input. */
export const INSPECT_OUTPUTS = ['expected.json', 'expected.txt'] as const;

/** Every case of `ptx inspect` below a folder of the golden tree. */
export function listInspectCases(below = join(GOLDEN_ROOT, 'inspect')): InspectCase[] {
  if (!existsSync(below)) return [];
  const entries = readdirSync(below, { withFileTypes: true });
  if (entries.every((entry) => entry.isDirectory())) {
    return entries.flatMap((entry) => listInspectCases(join(below, entry.name)));
  }
  const id = relative(GOLDEN_ROOT, below);
  if (!id.startsWith('inspect/')) return [];
  const input = readFileSync(join(below, 'input.xml'), 'utf8');
  return [{ folder: below, id, files: entries.map(({ name }) => name).sort(), input }];
}

/** What the sources print for an input today, by file. */
export function printInspection(xml: string): Record<(typeof INSPECT_OUTPUTS)[number], string> {
  const inspection = inspectDomain(parseDomain(xml));
  return {
    'expected.json': `${JSON.stringify(inspection, null, 2)}\n`,
    'expected.txt': formatInspection(inspection, painter(false)),
  };
}
