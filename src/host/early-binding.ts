import { readConfiguredCmdline } from './bootloaders/registry.js';
import { findParameter, splitList } from './kernel-arguments.js';
import { findFile, type HostSnapshot, type PciFunction } from './model.js';
import { findOption, readModprobe } from './modprobe-config.js';

/** The file of our udev rules; it comes before 80-drivers.rules, which loads native drivers. */
export const UDEV_RULES = '/etc/udev/rules.d/05-ptx-vfio.rules';

/** Ids that vfio-pci gets when the host starts, and what sets them. */
export interface ConfiguredIds {
  readonly ids: readonly string[];
  readonly source: 'cmdline' | 'modprobe' | null;
}

/**
 * Read the ids that count. Modprobe hands over those of modprobe.d first and those of the command line last; a driver
 * that is built in sees the command line only.
 *
 * @see kmod_module_get_options in libkmod/libkmod-module.c of kmod 30
 */
export function readConfiguredIds(snapshot: HostSnapshot): ConfiguredIds {
  const argument = findParameter(readConfiguredCmdline(snapshot), 'vfio_pci.ids');
  if (argument !== undefined) return { ids: splitList(argument.value), source: 'cmdline' };
  const option = snapshot.vfioPci === 'builtin' ? undefined : findOption(readModprobe(snapshot), 'vfio_pci', 'ids');
  return { ids: splitList(option?.value), source: option === undefined ? null : 'modprobe' };
}

/** True where vfio-pci gets a device when the host starts, as far as the files say. */
export function isBoundEarly(snapshot: HostSnapshot, device: PciFunction): boolean {
  if (device.isBridge) return false;
  return hasOverride(snapshot, device) || readConfiguredIds(snapshot).ids.some((id) => matchesId(id, device));
}

/** True where an id, of two parts or four, is that of a device. Classes behind it are not looked at. */
function matchesId(id: string, device: PciFunction): boolean {
  const [vendor = '', product = '', subvendor, subdevice] = id.toLowerCase().split(':');
  const [ownSubvendor, ownSubdevice] = device.subsystem?.split(':') ?? [];
  return (
    vendor === device.vendor &&
    product === device.device &&
    (subvendor === undefined || subvendor === 'ffffffff' || subvendor === ownSubvendor) &&
    (subdevice === undefined || subdevice === 'ffffffff' || subdevice === ownSubdevice)
  );
}

/** A rule of udev, or a file of driverctl, names the address. */
function hasOverride(snapshot: HostSnapshot, { address }: PciFunction): boolean {
  const rules = snapshot.files.filter(({ path }) => path.startsWith('/etc/udev/rules.d/'));
  const isRuled = rules.some(({ text }) =>
    (text ?? '').split('\n').some((line) => {
      return line.includes(`KERNEL=="${address}"`) && /ATTR\{driver_override\}="vfio-pci"/.test(line);
    }),
  );
  return isRuled || findFile(snapshot, `/etc/driverctl.d/pci-${address}`)?.text?.trim() === 'vfio-pci';
}
