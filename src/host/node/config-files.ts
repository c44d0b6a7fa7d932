import type { ConfigFile } from '../model.js';
import { type HostFiles, TEXT_LIMIT } from './host-files.js';

/** Files that a plan may change, or has to know. */
const FILES = [
  '/boot/extlinux/extlinux.conf',
  '/boot/limine.conf',
  '/boot/refind_linux.conf',
  '/etc/apparmor.d/local/abstractions/libvirt-qemu',
  '/etc/apparmor.d/local/usr.lib.libvirt.virt-aa-helper',
  '/etc/booster.yaml',
  '/etc/conf.d/modules',
  '/etc/default/grub',
  '/etc/default/limine',
  '/etc/dracut.conf',
  '/etc/genkernel.conf',
  '/etc/initramfs-tools/initramfs.conf',
  '/etc/initramfs-tools/modules',
  '/etc/kernel/cmdline',
  '/etc/kernel/proxmox-boot-uuids',
  '/etc/kernelstub/configuration',
  '/etc/mkinitcpio.conf',
  '/etc/modules',
  '/etc/sysfs.conf',
  '/etc/update-extlinux.conf',
  '/usr/lib/kernel/cmdline',
];

/** Folders of which the files with such a name count. */
const FOLDERS: readonly (readonly [folder: string, name: RegExp])[] = [
  ['/boot/efi/loader/entries', /\.conf$/],
  ['/boot/loader/entries', /\.conf$/],
  ['/efi/loader/entries', /\.conf$/],
  ['/etc/apparmor.d/abstractions/libvirt-qemu.d', /./],
  ['/etc/cmdline.d', /\.conf$/],
  ['/etc/default/grub.d', /\.cfg$/],
  ['/etc/dracut.conf.d', /\.conf$/],
  ['/etc/driverctl.d', /./],
  ['/etc/initramfs-tools/conf.d', /./],
  ['/etc/initramfs-tools/hooks', /ptx/],
  ['/etc/initramfs-tools/scripts/init-top', /ptx/],
  ['/etc/libvirt/hooks/qemu.d', /^ptx-/],
  ['/etc/mkinitcpio.conf.d', /\.conf$/],
  ['/etc/mkinitcpio.d', /\.preset$/],
  ['/etc/modprobe.d', /\.conf$/],
  ['/etc/modules-load.d', /\.conf$/],
  ['/etc/sysctl.d', /\.conf$/],
  ['/etc/sysfs.d', /\.conf$/],
  ['/etc/systemd/system', /ptx/],
  ['/etc/udev/rules.d', /(ptx|vfio|sriov).*\.rules$/],
  ['/lib/modprobe.d', /\.conf$/],
  ['/run/modprobe.d', /\.conf$/],
  ['/run/modules-load.d', /\.conf$/],
  ['/usr/lib/dracut/dracut.conf.d', /\.conf$/],
  ['/usr/lib/modprobe.d', /\.conf$/],
  ['/usr/lib/modules-load.d', /\.conf$/],
  ['/usr/local/lib/modprobe.d', /\.conf$/],
];

/** Read the configuration that a plan may change, as it is. */
export async function readConfigFiles(files: HostFiles): Promise<ConfigFile[]> {
  const listed = await Promise.all(
    FOLDERS.map(async ([folder, name]) => {
      const names = await files.list(folder);
      return names.filter((entry) => !entry.startsWith('.') && name.test(entry)).map((entry) => `${folder}/${entry}`);
    }),
  );
  const paths = [...new Set([...FILES, ...listed.flat()])].sort();
  const read = await Promise.all(paths.map((path) => readConfigFile(files, path)));
  return withoutAliases(read.flat());
}

async function readConfigFile(files: HostFiles, path: string): Promise<(ConfigFile & { readonly real: string })[]> {
  const [facts, real, linkTarget] = await Promise.all([files.facts(path), files.realPath(path), files.link(path)]);
  if (facts === undefined || real === undefined) return [];
  const { mode, uid, gid } = facts;
  const text = decode(files, path, await files.readBytes(path, { limit: TEXT_LIMIT }));
  return [{ path, text, mode: mode.toString(8).padStart(4, '0'), uid, gid, linkTarget: linkTarget ?? null, real }];
}

/** Text that loses nothing: a byte order mark stays, and what is no UTF-8 is no text. */
function decode(files: HostFiles, path: string, bytes: Uint8Array | undefined): string | null {
  if (bytes === undefined) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    files.note(path, 'not UTF-8');
    return null;
  }
}

/** Where /lib is /usr/lib, a file has two paths: the one without links stays. */
function withoutAliases(found: readonly (ConfigFile & { readonly real: string })[]): ConfigFile[] {
  return found
    .filter(
      ({ path, real, linkTarget }) =>
        linkTarget !== null || path === real || !found.some((other) => other.path === real),
    )
    .map(({ real: _, ...file }) => file);
}
