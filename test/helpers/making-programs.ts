import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunProgram } from '../../src/host/node/run-program.js';

/** Folders that the stand-ins read, as update-initramfs and update-grub do. */
const CONFIGURATION = ['etc/modprobe.d', 'etc/default', 'etc/default/grub.d', 'etc/initramfs-tools'];

/**
 * Stand in for every program of a host: what it makes follows from the configuration, and lies in /boot.
 *
 * @param pass told of each point at which a program can be killed
 */
export function makingPrograms(root: string, pass: (point: string) => Promise<void> = async () => {}): RunProgram {
  return async ([program = ''], { onStart }) => {
    const made = madeBy(root, program);
    await onStart?.(process.pid);
    await pass(`run ${program}`);
    // The old file may be shared with a copy of the tree.
    rmSync(made, { force: true });
    writeFileSync(made, 'half');
    await pass(`run ${program}, in the middle`);
    writeFileSync(made, CONFIGURATION.flatMap((folder) => readFiles(join(root, folder))).join(''));
    await pass(`run ${program}, at its end`);
    return { problem: null, output: '' };
  };
}

/** The file that a program makes. */
export function madeBy(root: string, program: string): string {
  return join(root, 'boot', `made-by-${program}`);
}

function readFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map(({ name }) => `${name}\n${readFileSync(join(folder, name), 'utf8')}`)
      .sort();
  } catch {
    return [];
  }
}
