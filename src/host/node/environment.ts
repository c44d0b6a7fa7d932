import type { HostSnapshot } from '../model.js';
import type { HostFiles } from './host-files.js';

type Environment = HostSnapshot['environment'];

const EFIVARS = '/sys/firmware/efi/efivars';
const SECURE_BOOT = `${EFIVARS}/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c`;

const FOLDERS = [
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
  '/usr/local/sbin',
  '/usr/local/bin',
  '/run/current-system/sw/bin',
];

/** Programs that a plan could call. */
const COMMANDS = [
  'apparmor_parser',
  'booster',
  'bootctl',
  'dracut',
  'driverctl',
  'genkernel',
  'grub-mkconfig',
  'grub2-mkconfig',
  'grubby',
  'kernel-install',
  'kernelstub',
  'limine-mkinitcpio',
  'limine-update',
  'mdevctl',
  'mkinitcpio',
  'mkinitfs',
  'mkinitramfs',
  'modprobe',
  'nixos-rebuild',
  'proxmox-boot-tool',
  'pve-efiboot-tool',
  'rc-update',
  'reinstall-kernels',
  'restorecon',
  'rpm-ostree',
  'sdbootutil',
  'semanage',
  'systemctl',
  'transactional-update',
  'u-boot-update',
  'udevadm',
  'update-bootloader',
  'update-extlinux',
  'update-grub',
  'update-initramfs',
  'virsh',
];

/** What shows that a host is a container, in the order of trust. */
const CONTAINERS = [
  ['/run/.containerenv', 'podman'],
  ['/.dockerenv', 'docker'],
  ['/run/WSL', 'wsl'],
] as const;

/** Read where the host itself runs, what guards it, and which programs it has. */
export async function readEnvironment(
  files: HostFiles,
  { flags }: HostSnapshot['cpu'],
  kernel: string | null,
): Promise<Environment> {
  const isUefi = await files.exists('/sys/firmware/efi');
  const variable = isUefi ? await files.readBytes(SECURE_BOOT, { limit: 64 }) : undefined;
  return {
    container: await readContainer(files, kernel),
    isGuest: flags.length === 0 ? null : flags.includes('hypervisor'),
    firmware: isUefi ? 'uefi' : (await files.exists('/sys/firmware')) ? 'bios' : null,
    // Four bytes of attributes come first.
    secureBoot: variable?.[4] === undefined ? (isUefi ? null : false) : variable[4] === 1,
    cgroup: await readCgroup(files),
    hasAppArmor: await files.exists('/sys/kernel/security/apparmor'),
    hasSelinux: await files.exists('/sys/fs/selinux/enforce'),
    commands: (await Promise.all(COMMANDS.map((name) => findCommand(files, name)))).flat(),
  };
}

async function readContainer(files: HostFiles, kernel: string | null): Promise<string | null> {
  const named = await files.readLine('/run/systemd/container');
  if (named !== undefined && named !== '') return named;
  for (const [path, name] of CONTAINERS) if (await files.exists(path)) return name;
  return /microsoft/i.test(kernel ?? '') ? 'wsl' : null;
}

async function readCgroup(files: HostFiles): Promise<Environment['cgroup']> {
  if (await files.exists('/sys/fs/cgroup/cgroup.controllers')) return 'v2';
  if (await files.exists('/sys/fs/cgroup/unified/cgroup.controllers')) return 'hybrid';
  return (await files.exists('/sys/fs/cgroup/cpuset')) ? 'v1' : null;
}

async function findCommand(files: HostFiles, name: string): Promise<{ name: string; path: string }[]> {
  for (const folder of FOLDERS) {
    if (await files.exists(`${folder}/${name}`)) return [{ name, path: `${folder}/${name}` }];
  }
  return [];
}
