import { execFileSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Bundle the program into a folder, as npm installs it: two folders below its package.json, alone. Returns its path. */
export function buildProgram(folder: string): string {
  execFileSync(process.execPath, [resolve('scripts/bundle.mjs'), join(folder, 'dist/cli')]);
  copyFileSync('package.json', join(folder, 'package.json'));
  return join(folder, 'dist/cli/bin.cjs');
}
