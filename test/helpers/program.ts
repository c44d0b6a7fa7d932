import { execFileSync } from 'node:child_process';
import { copyFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Compile the program into a folder, as npm installs it: two folders below its package.json. Returns its path. */
export function buildProgram(folder: string): string {
  const dist = join(folder, 'dist');
  execFileSync(process.execPath, [
    ...[resolve('node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
    ...['--outDir', dist, '--declaration', 'false'],
  ]);
  copyFileSync('package.json', join(folder, 'package.json'));
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  return join(dist, 'cli/bin.js');
}
