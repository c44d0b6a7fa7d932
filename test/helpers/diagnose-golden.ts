import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { painter } from '../../src/cli/color.js';
import { formatDiagnosis } from '../../src/cli/diagnosis-text.js';
import { diagnoseLog } from '../../src/host/diagnose.js';
import { GOLDEN_ROOT } from './golden.js';

/** A folder `golden/host/diagnose/NAME`: a log, and what is printed for it. */
export interface DiagnoseCase {
  readonly folder: string;
  readonly name: string;
  readonly files: readonly string[];
  readonly input: string;
}

export const DIAGNOSE_ROOT = join(GOLDEN_ROOT, 'host/diagnose');

/** Every case of `ptx host diagnose` below a folder of the golden tree. */
export function listDiagnoseCases(below = DIAGNOSE_ROOT): DiagnoseCase[] {
  if (relative(DIAGNOSE_ROOT, below).startsWith('..') || !existsSync(below)) return [];
  const entries = readdirSync(below, { withFileTypes: true });
  if (entries.every((entry) => entry.isDirectory())) {
    return entries.flatMap((entry) => listDiagnoseCases(join(below, entry.name)));
  }
  const input = readFileSync(join(below, 'input.log'), 'utf8');
  return [
    { folder: below, name: relative(DIAGNOSE_ROOT, below), files: entries.map(({ name }) => name).sort(), input },
  ];
}

/** What the sources print for a log today. */
export function printDiagnosis(log: string): string {
  return formatDiagnosis(diagnoseLog(log), painter(false));
}

/** Write what the sources print today. */
export function updateDiagnoseGoldens(paths: readonly string[]): void {
  for (const { folder, name, input } of paths.flatMap((path) => listDiagnoseCases(path))) {
    const path = join(folder, 'expected.txt');
    const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const text = printDiagnosis(input);
    writeFileSync(path, text);
    console.log(before === text ? `${name}: same` : createTwoFilesPatch(path, path, before, text, 'before', 'now'));
  }
}
