import { readQemuBoolean, readQemuNumber } from './qemu-option.js';
import type { QemuProperty } from './qemu-override.js';

/** Types of the properties of QEMU's `vfio-pci` that libvirt has no element for (`-device vfio-pci,help`, QEMU 7.2). */
const TYPES: Readonly<Record<string, QemuProperty['type']>> = {
  ...typed('bool', [
    ...['x-vga', 'x-igd-opregion', 'x-no-geforce-quirks', 'x-no-kvm-intx', 'x-no-kvm-ioeventfd', 'x-no-kvm-msi'],
    ...['x-no-kvm-msix', 'x-no-mmap', 'x-no-vfio-ioeventfd', 'x-req', 'x-balloon-allowed', 'x-enable-migration'],
  ]),
  ...typed('unsigned', [
    ...['x-pci-vendor-id', 'x-pci-device-id', 'x-pci-sub-vendor-id', 'x-pci-sub-device-id', 'x-igd-gms'],
    ...['x-nv-gpudirect-clique', 'x-intx-mmap-timeout-ms', 'romsize', 'xres', 'yres'],
  ]),
  ...typed('string', ['x-msix-relocation', 'display']),
};

/** All numbers among them are uint32 in QEMU 7.2. */
const MAX_UNSIGNED = 0xffffffff;

/**
 * A property of `vfio-pci` as `<qemu:property>` takes it: numbers in decimal, booleans as `true` and `false`.
 *
 * @returns undefined for a property of which the type is not known, or a value that QEMU would refuse
 */
export function readVfioProperty(name: string, text: string): QemuProperty | undefined {
  const type = TYPES[name];
  const number = readQemuNumber(text) ?? Number.NaN;
  const unsigned = number <= MAX_UNSIGNED ? number : undefined;
  const value = type === 'bool' ? readQemuBoolean(text) : type === 'unsigned' ? unsigned : type && (text || undefined);
  return type === undefined || value === undefined ? undefined : { name, type, value: String(value) };
}

function typed(type: QemuProperty['type'], names: readonly string[]): Record<string, QemuProperty['type']> {
  return Object.fromEntries(names.map((name) => [name, type]));
}
