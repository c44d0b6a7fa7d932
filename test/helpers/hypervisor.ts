import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The emulator that every test copy of a document names. */
export const EMULATOR = '/usr/bin/qemu-system-x86_64';

const DRIVER = '/usr/lib/x86_64-linux-gnu/libvirt/connection-driver/libvirt_driver_qemu.so';

/** Errors are matched by their words, and what is unpacked has no other locale. */
const ENVIRONMENT = { ...process.env, LC_ALL: 'C' };

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

const KVM = '/dev/kvm';
/** What a KVM domain and its network cards are defined and converted with. */
const DEVICES = [KVM, '/dev/net/tun'];
const HUGE_PAGES = [2048, 1048576].map((sizeKiB) => `/sys/kernel/mm/hugepages/hugepages-${sizeKiB}kB`);

/** True where libvirt can define a KVM domain. */
export const hasKvm = existsSync(KVM);

/** Say in one line that a group is skipped on a machine without KVM, which nobody can install: in CI too. */
export function isWithoutKvm(group: string): boolean {
  if (!hasKvm) console.log(`Skipped: ${group}: this machine has no ${KVM}`);
  return !hasKvm;
}

/** Where other hypervisors than the installed one are unpacked: `scripts/install-hypervisor.sh` puts them there. */
const HYPERVISORS = path.resolve(process.env.PTX_HYPERVISORS ?? '.cache/hypervisors');

/**
 * The hypervisor that is installed and those that are unpacked below `PTX_HYPERVISORS`, if they can define a KVM domain.
 *
 * Says in one line each what a group has to do without.
 *
 * @throws Error in CI, where nothing may be missing that can be installed
 */
export function listHypervisors(group: string): Hypervisor[] {
  const impossible = listMissing([...DEVICES, ...HUGE_PAGES]);
  if (impossible.length > 0) {
    // Nothing that could be installed: such a machine is let off in CI too.
    console.log(`Skipped: ${group}: this machine has no ${impossible.join(', ')}`);
    return [];
  }
  return listDefiningHypervisors(group);
}

/**
 * The same on a machine that may have no KVM, for what is only defined: a test copy of a KVM domain is one of QEMU alone
 * there.
 */
export function listDefiningHypervisors(group: string): Hypervisor[] {
  const names = existsSync(HYPERVISORS) ? readdirSync(HYPERVISORS).filter((name) => !name.startsWith('.')) : [];
  const roots = [undefined, ...names.map((name) => path.join(HYPERVISORS, name))];
  const usable = roots.filter((root) => {
    const missing = [...listMissingParts(root), ...(hasKvm ? listMissing(DEVICES, root) : [])];
    if (missing.length > 0 && !isSkipped(group, missing)) throw new Error(`${group}: ${missing.join(', ')} missing`);
    return missing.length === 0;
  });
  if (names.length === 0 && !isSkipped(`${group} with newer hypervisors`, [HYPERVISORS])) {
    throw new Error(`${group}: nothing is unpacked below ${HYPERVISORS}`);
  }
  return usable.map((root) => readHypervisor(root));
}

/** True where the installed hypervisor is there and a newer one, so that what they say is worth keeping. */
export function isComplete(hypervisors: readonly Hypervisor[]): boolean {
  return [true, false].every((isInstalled) => hypervisors.some(({ root }) => (root === undefined) === isInstalled));
}

/** Read the versions of the hypervisor that is installed, or unpacked below a root. */
export function readHypervisor(root?: string): Hypervisor {
  const read = (program: string) => {
    const [file = '', ...args] = commandIn(root, program, '--version');
    return /\d+\.\d+/.exec(execFileSync(file, args, { encoding: 'utf8', env: ENVIRONMENT }))?.[0] ?? '?';
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

/**
 * Let a root keep what libvirt learns of QEMU where the next one finds it: asking takes seconds.
 *
 * Not for a root whose QEMU is told to claim what it does not have.
 */
export function shareCapabilities({ hostPath, hypervisor: { root } }: DriverRoot): void {
  const cache = root === undefined ? path.resolve('.cache/capabilities') : '/var/cache/libvirt';
  mkdirSync(path.join(root ?? '', cache), { recursive: true });
  symlinkSync(cache, path.join(hostPath, 'cache'));
}

/** Remove it. */
export function removeDriverRoot({ hostPath }: DriverRoot): void {
  rmSync(hostPath, { recursive: true, force: true });
}

/** The argv of virsh on a root of the embedded driver. */
export function virshCommand({ path: root, hypervisor }: DriverRoot): string[] {
  return commandIn(hypervisor.root, '/usr/bin/virsh', '-q', '-c', `qemu:///embed?root=${root}`);
}

/**
 * Run virsh commands in one process.
 *
 * @param wrapper the argv that runs another
 */
export function runVirsh(
  root: DriverRoot,
  commands: readonly string[],
  wrapper: readonly string[] = [],
): { stdout: string; stderr: string } {
  const [file = '', ...args] = [...wrapper, ...virshCommand(root)];
  return spawnSync(file, args, {
    input: [...commands, ''].join('\n'),
    env: ENVIRONMENT,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
}
