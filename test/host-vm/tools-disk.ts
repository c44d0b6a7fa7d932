import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildKernel } from '../helpers/compile.js';

/** The label by which a host finds the disk. */
export const LABEL = 'tools';

/** Where a host has it. */
export const TOOLS = '/opt/tools';

/** Make a disk with ptx as it is published, the Node that runs this test, and the kernel of the inner guest. */
export function makeToolsDisk(file: string): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'ptx-tools-'));
  try {
    execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
    for (const name of ['dist', 'package.json']) cpSync(name, path.join(folder, name), { recursive: true });
    for (const [index, dependency] of listDependencies().entries()) {
      // The first is ptx itself.
      if (index > 0) cpSync(dependency, path.join(folder, path.relative('.', dependency)), { recursive: true });
    }
    cpSync(process.execPath, path.join(folder, 'node'));
    buildKernel(path.join(import.meta.dirname, 'pci-probe.c'), folder);
    mkdirSync(path.dirname(file), { recursive: true });
    rmSync(file, { force: true });
    execFileSync('mke2fs', ['-q', '-t', 'ext4', '-O', '^has_journal', '-L', LABEL, '-d', folder, file, '400m']);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function listDependencies(): string[] {
  const list = execFileSync('npm', ['ls', '--omit=dev', '--all', '--parseable'], { encoding: 'utf8' });
  return list.trim().split('\n');
}
