import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The emulator that every test copy of a document names. */
export const EMULATOR = '/usr/bin/qemu-system-x86_64';

const DRIVER = '/usr/lib/x86_64-linux-gnu/libvirt/connection-driver/libvirt_driver_qemu.so';

/** libvirt, and the QEMU that it drives, as installed on this machine or unpacked below a folder. */
export interface Hypervisor {
  /** Where it is unpacked; absent where it is installed. */
  readonly root?: string;
  /** Version of libvirt without its last part: `9.0`. */
  readonly libvirt: string;
  /** Version of QEMU without its last part: `7.2`. */
  readonly qemu: string;
}

/**
 * Say in one line why a group is skipped.
 *
 * @returns false in CI, where a part that is not installed is a failure and no reason to skip
 */
export function isSkipped(group: string, missing: readonly string[]): boolean {
  if (missing.length === 0 || process.env.CI !== undefined) return false;
  console.log(`Skipped: ${group}: ${missing.join(', ')} missing; run scripts/install-hypervisor.sh as root`);
  return true;
}

/** What of these files is not there, below the root of a hypervisor. */
export function listMissing(files: readonly string[], root = ''): string[] {
  return files.filter((file) => !existsSync(root + file));
}

/** What a hypervisor lacks to run at all. */
export function listMissingParts(root = ''): string[] {
  return listMissing(['/usr/bin/virsh', EMULATOR, DRIVER], root).map((file) => root + file);
}

/** Read the versions of the hypervisor that is installed, or unpacked below a root. */
export function readHypervisor(root?: string): Hypervisor {
  const read = (program: string) => {
    const [file = '', ...args] = commandIn(root, program, '--version');
    return /\d+\.\d+/.exec(execFileSync(file, args, { encoding: 'utf8' }))?.[0] ?? '?';
  };
  return { ...(root === undefined ? {} : { root }), libvirt: read('/usr/bin/virsh'), qemu: read(EMULATOR) };
}

/** The argv that runs a program of a hypervisor. */
export function commandIn(root: string | undefined, ...argv: string[]): string[] {
  return root === undefined ? argv : ['chroot', root, ...argv];
}

/** A folder that libvirt's embedded driver keeps its state in; as the hypervisor and as this process name it. */
export interface DriverRoot {
  /** As the hypervisor names it. */
  readonly path: string;
  /** As this process names it. */
  readonly hostPath: string;
  readonly hypervisor: Hypervisor;
}

/** Make a root of the embedded driver, which needs no daemon. One virsh process at a time can use it. */
export function makeDriverRoot(hypervisor: Hypervisor): DriverRoot {
  const base = path.join(hypervisor.root ?? '', tmpdir());
  mkdirSync(base, { recursive: true });
  const hostPath = mkdtempSync(path.join(base, 'ptx-libvirt-'));
  mkdirSync(path.join(hostPath, 'etc'));
  const settings = [
    'user = "root"',
    'group = "root"',
    'security_driver = "none"',
    'dynamic_ownership = 0',
    'stdio_handler = "file"',
    'spice_tls = 1',
  ];
  writeFileSync(path.join(hostPath, 'etc', 'qemu.conf'), `${settings.join('\n')}\n`);
  return { path: path.join(tmpdir(), path.basename(hostPath)), hostPath, hypervisor };
}

/** Remove it. */
export function removeDriverRoot({ hostPath }: DriverRoot): void {
  rmSync(hostPath, { recursive: true, force: true });
}

/** The argv of virsh on a root of the embedded driver. */
export function virshCommand({ path: root, hypervisor }: DriverRoot): string[] {
  return commandIn(hypervisor.root, '/usr/bin/virsh', '-q', '-c', `qemu:///embed?root=${root}`);
}

/** Run virsh commands in one process. */
export function runVirsh(root: DriverRoot, commands: readonly string[]): { stdout: string; stderr: string } {
  const [file = '', ...args] = virshCommand(root);
  return spawnSync(file, args, { input: [...commands, ''].join('\n'), encoding: 'utf8', maxBuffer: 1 << 28 });
}
