import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { findIn, fixIn, type LintCase, listLintCases } from './lint-golden.js';

/** Write what the rules find and mend today into the cases below these folders, and show what that changes. */
export function updateLintGoldens(paths: readonly string[]): void {
  for (const golden of paths.flatMap((path) => listLintCases(path))) {
    const findings = findIn(golden, golden.input);
    write(golden, 'findings.json', findings.length === 0 ? undefined : `${JSON.stringify(findings, null, 2)}\n`);
    const { domain, changes } = fixIn(golden, golden.input);
    write(golden, 'fixed.xml', changes.length === 0 ? undefined : domain.xml);
  }
}

function write({ folder, input }: LintCase, file: string, text: string | undefined): void {
  const path = join(folder, file);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  if (before === text) return;
  if (text === undefined) rmSync(path);
  else writeFileSync(path, text);
  const base = before ?? (file === 'fixed.xml' ? input : '');
  console.log(createTwoFilesPatch(path, path, base, text ?? '', 'before', 'now'));
}
