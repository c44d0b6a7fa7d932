import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What `init.c` is built with: Debian's gcc, and libc6-dev. */
export const COMPILER = ['/usr/bin/gcc', '/usr/lib/x86_64-linux-gnu/libc.a'];

/**
 * Modules of the kernel that the guests load, in this order: it decides on the order of disks and network cards of
 * different drivers.
 */
const MODULES = [
  'efivarfs',
  'qemu_fw_cfg',
  'virtio_pci',
  'virtio_blk',
  'sd_mod',
  'sr_mod',
  'ata_piix',
  'ahci',
  'virtio_scsi',
  'virtio_net',
  'e1000',
  'e1000e',
  '8139cp',
];

/**
 * Build the initramfs of the guests: `init.c` and the modules, numbered in the order to load them.
 *
 * @param modules the folder of the kernel's modules
 * @param work a folder to compile in
 */
export function buildInitramfs(modules: string, work: string): Buffer {
  const init = path.join(work, 'init');
  const source = path.join(import.meta.dirname, 'init.c');
  execFileSync('/usr/bin/gcc', ['-Os', '-Wall', '-Wextra', '-Werror', '-static', '-o', init, source], {
    stdio: 'pipe',
  });
  const entries = listInLoadOrder(modules).map(
    (file, index) => [`modules/${index}-${path.basename(file)}`, readFileSync(file)] as const,
  );
  return writeArchive([['init', readFileSync(init)], ['modules'], ...entries]);
}

/** The files of the modules and of all that they depend on, each behind its dependencies. */
function listInLoadOrder(folder: string): string[] {
  const files = new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ko'))
      .map((file) => [moduleName(path.basename(file, '.ko')), path.join(folder, file)]),
  );
  const ordered = new Set<string>();
  const add = (name: string) => {
    const file = files.get(name);
    if (file === undefined) throw new Error(`No module "${name}" below ${folder}`);
    if (ordered.has(file)) return;
    readDependencies(file).forEach(add);
    ordered.add(file);
  };
  MODULES.forEach(add);
  return [...ordered];
}

/** Read what a module says of itself, as modules.dep is written only where the kernel is installed. */
function readDependencies(file: string): string[] {
  const names = /\0depends=([^\0]*)\0/.exec(readFileSync(file, 'latin1'))?.[1] ?? '';
  return names.split(',').filter(Boolean).map(moduleName);
}

/** The kernel takes both characters for the same. */
function moduleName(name: string): string {
  return name.replaceAll('-', '_');
}

/** A file, or a folder, which has no content. */
type Entry = readonly [name: string, content?: Buffer];

const FOLDER = 0o040755;
const FILE = 0o100755;

/**
 * Write a cpio archive in the format "newc".
 *
 * @see Linux 6.1, Documentation/driver-api/early-userspace/buffer-format.rst
 */
function writeArchive(entries: readonly Entry[]): Buffer {
  const parts = [...entries, ['TRAILER!!!'] as const].flatMap(([name, content], inode) => {
    const mode = content === undefined ? FOLDER : FILE;
    const sizes = [content?.length ?? 0, 0, 0, 0, 0, name.length + 1, 0];
    const fields = [inode, mode, 0, 0, 1, 0, ...sizes].map((field) => field.toString(16).padStart(8, '0'));
    return [pad(Buffer.from(`070701${fields.join('')}${name}\0`)), pad(content ?? Buffer.alloc(0))];
  });
  return Buffer.concat(parts);
}

/** Headers and contents begin at multiples of four bytes. */
function pad(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
}
