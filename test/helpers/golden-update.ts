import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { type GoldenCase, listGoldenCases, type Refusal, stepsOf } from './golden.js';
import { type InspectCase, listInspectCases, printInspection } from './inspect-golden.js';
import { attempt } from './outcome.js';

/**
 * Write what the sources give today into the cases below these folders, and show what that changes.
 *
 * @returns exit code: 0 done, 1 where a case changed its kind and was left alone, 2 without a case
 */
export function updateGoldens(paths: readonly string[]): number {
  const inspections = paths.flatMap((path) => listInspectCases(path));
  const cases = paths
    .flatMap((path) => listGoldenCases(path))
    .filter(({ transform, recipe }) => transform !== undefined || recipe !== undefined);
  if (cases.length + inspections.length === 0) {
    console.error('Usage: npm run golden:update -- PATH...  (a folder below golden that holds cases)');
    return 2;
  }
  inspections.forEach(updateInspection);
  return cases.map(updateCase).every(Boolean) ? 0 : 1;
}

function updateInspection({ folder, input }: InspectCase): void {
  for (const [file, text] of Object.entries(printInspection(input))) {
    const path = join(folder, file);
    write({ folder }, file, text, existsSync(path) ? readFileSync(path, 'utf8') : '');
  }
}

function updateCase(golden: GoldenCase): boolean {
  const outcome = attempt(golden.input, () => stepsOf(golden), golden.surroundings);
  if (outcome.kind === 'done') {
    if (golden.refusal !== undefined) return complain(golden, 'expects a refusal, but the steps succeed');
    write(golden, 'expected.xml', outcome.xml, golden.expected ?? golden.input);
    return true;
  }
  if (golden.expected !== undefined) return complain(golden, `is refused now: ${outcome.code} ${outcome.message}`);
  const { line, column } = outcome.error.location ?? {};
  const { path } = outcome.error;
  const refusal: Refusal = {
    code: outcome.code,
    messageIncludes: outcome.message,
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    ...(path === undefined ? {} : { path }),
  };
  const now = `${JSON.stringify(refusal, null, 2)}\n`;
  write(
    golden,
    'refusal.json',
    now,
    golden.refusal === undefined ? '' : `${JSON.stringify(golden.refusal, null, 2)}\n`,
  );
  return true;
}

function write(golden: Pick<GoldenCase, 'folder'>, file: string, text: string, before: string): void {
  const path = join(golden.folder, file);
  writeFileSync(path, text);
  console.log(before === text ? `${path}: same` : createTwoFilesPatch(path, path, before, text, 'before', 'now'));
}

function complain(golden: GoldenCase, message: string): false {
  console.error(`${golden.folder} ${message}; remove the file that no longer fits, then run this again`);
  return false;
}
