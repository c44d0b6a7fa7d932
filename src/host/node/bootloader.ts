import { listParameters } from '../cmdline.js';
import type { Bootloader, HostSnapshot } from '../model.js';
import type { HostFiles } from './host-files.js';

type Candidates = HostSnapshot['bootloaders'];

/** The vendor id of variables that boot loaders set for the system that they start. */
const LOADER_INFO = '/sys/firmware/efi/efivars/LoaderInfo-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f';

/** What decides on its own, whatever else lies around. */
const MANAGERS = new Set<Bootloader>(['ostree', 'nixos', 'proxmox-systemd-boot', 'proxmox-grub', 'kernelstub']);

/** Files that show a boot loader. */
const FILES: readonly (readonly [path: string, name: Bootloader])[] = [
  ['/boot/grub/grub.cfg', 'grub'],
  ['/boot/grub2/grub.cfg', 'grub'],
  ['/efi/loader/loader.conf', 'systemd-boot'],
  ['/boot/loader/loader.conf', 'systemd-boot'],
  ['/boot/efi/loader/loader.conf', 'systemd-boot'],
  ['/boot/limine.conf', 'limine'],
  ['/boot/limine/limine.conf', 'limine'],
  ['/boot/EFI/limine/limine.conf', 'limine'],
  ['/boot/limine.cfg', 'limine'],
  ['/boot/refind_linux.conf', 'refind'],
  ['/boot/extlinux/extlinux.conf', 'extlinux'],
  ['/boot/extlinux.conf', 'extlinux'],
];

/** How boot loaders call themselves in LoaderInfo. */
const LOADER_NAMES: readonly (readonly [pattern: RegExp, name: Bootloader])[] = [
  [/^systemd-boot\b/i, 'systemd-boot'],
  [/^GRUB\b/i, 'grub'],
  [/^Limine\b/i, 'limine'],
  [/^rEFInd\b/i, 'refind'],
];

/**
 * Find what starts the kernel: a manager of boot loaders first, then what the firmware was told, then what the running
 * command line shows, then the only one that left files.
 */
export async function readBootloader(
  files: HostFiles,
  distro: HostSnapshot['distro'],
  cmdline: string | null,
): Promise<{ readonly bootloader: Bootloader | null; readonly bootloaders: Candidates }> {
  const found = new Map<Bootloader, { source: string; fact: string }[]>();
  const add = (name: Bootloader, source: string, fact: string) =>
    void found.set(name, [...(found.get(name) ?? []), { source, fact }]);

  const booted = await readBooted(files, cmdline);
  if (distro.isOstree) add('ostree', '/run/ostree-booted', 'The system is an image');
  if (distro.id === 'nixos') add('nixos', '/etc/os-release', 'The system is declared');
  if ((await files.readLine('/etc/kernel/proxmox-boot-uuids')) ?? '') {
    const name = booted.at(-1)?.name === 'grub' ? 'proxmox-grub' : 'proxmox-systemd-boot';
    add(name, '/etc/kernel/proxmox-boot-uuids', 'proxmox-boot-tool keeps the boot partitions');
  }
  if (await files.exists('/etc/kernelstub/configuration')) {
    add('kernelstub', '/etc/kernelstub/configuration', 'kernelstub keeps the entries');
  }
  const isBls = await usesLoaderEntries(files);
  const specific = (name: Bootloader) => (name === 'grub' && isBls ? 'grub-bls' : name);
  for (const { name, source, fact } of booted) add(specific(name), source, fact);
  for (const [path, name] of FILES) if (await files.exists(path)) add(specific(name), path, 'It is there');

  const bootloaders = [...found].map(([name, evidence]) => ({ name, evidence }));
  const names = bootloaders.map(({ name }) => name);
  const sure =
    names.find((name) => MANAGERS.has(name)) ?? (booted[0] === undefined ? undefined : specific(booted[0].name));
  return { bootloader: sure ?? (names.length === 1 ? (names[0] ?? null) : null), bootloaders };
}

interface Booted {
  readonly name: Bootloader;
  readonly source: string;
  readonly fact: string;
}

/** What started the running system, the surest first: what it told the firmware, then what it put on the command line. */
async function readBooted(files: HostFiles, cmdline: string | null): Promise<Booted[]> {
  const variable = await files.readBytes(LOADER_INFO, { limit: 4096 });
  // Four bytes of attributes come first.
  const info = new TextDecoder('utf-16le').decode(variable?.subarray(4)).replace(/\0.*$/s, '');
  const named = LOADER_NAMES.find(([pattern]) => pattern.test(info));
  const initrd = listParameters(cmdline, 'initrd').find(({ value }) => value?.includes('\\'));
  const image = listParameters(cmdline, 'BOOT_IMAGE')[0];
  const source = '/proc/cmdline';
  return [
    ...(named === undefined ? [] : [{ name: named[1], source: LOADER_INFO, fact: info }]),
    ...(initrd === undefined ? [] : [{ name: 'systemd-boot' as const, source, fact: initrd.text }]),
    ...(image === undefined || (await isSyslinux(files)) ? [] : [{ name: 'grub' as const, source, fact: image.text }]),
  ];
}

/** It writes BOOT_IMAGE as GRUB does. */
async function isSyslinux(files: HostFiles): Promise<boolean> {
  const [grub, extlinux] = ['grub', 'extlinux'].map((wanted) => FILES.filter(([, name]) => name === wanted));
  const isThere = async (paths: typeof grub) =>
    (await Promise.all((paths ?? []).map(([path]) => files.exists(path)))).includes(true);
  return (await isThere(extlinux)) && !(await isThere(grub));
}

/** Fedora's GRUB reads the entries of the Boot Loader Specification. */
async function usesLoaderEntries(files: HostFiles): Promise<boolean> {
  const text = (await files.readText('/etc/default/grub')) ?? '';
  const isOn = /^\s*GRUB_ENABLE_BLSCFG=["']?true["']?\s*$/m.test(text);
  return isOn && (await files.list('/boot/loader/entries')).some((name) => name.endsWith('.conf'));
}
