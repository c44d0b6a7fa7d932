import type { Machine, MachineDevice } from './host-tree.js';

/** A device of which only what counts is said. */
export type DeviceSketch = Partial<MachineDevice> & Pick<MachineDevice, 'bdf'>;

/** A machine that is like no other but for what a test says of it. */
export function sketchMachine(devices: readonly DeviceSketch[], more: Partial<Machine> = {}): Machine {
  return {
    distro: { ID: 'debian', VERSION_ID: '13' },
    kernel: '6.12.57-amd64',
    cpu: { vendor: 'GenuineIntel', flag: 'vmx' },
    acpi: ['DMAR'],
    iommu: ['dmar0'],
    groupType: 'DMA-FQ',
    cmdline: 'BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro quiet',
    files: { '/boot/grub/grub.cfg': '#\n' },
    vfioPci: 'module',
    bootloader: 'grub',
    initramfs: 'initramfs-tools',
    expect: { target: '' },
    devices: devices.map((device) => ({ ...DEVICE, ...device })),
    ...more,
  };
}

const DEVICE = {
  class: '020000',
  vendor: '8086',
  device: '1572',
  subsystem: '8086:0001',
  revision: '01',
  group: null,
  driver: null,
  modules: [],
  parent: null,
} as const;

/** A root port, for cards to be behind. */
export const ROOT_PORT: DeviceSketch = {
  bdf: '0000:00:01.0',
  class: '060400',
  device: '1901',
  group: 1,
  driver: 'pcieport',
  bus: [1, 1],
};

/** The display of the processor. */
export const INTEGRATED: DeviceSketch = {
  bdf: '0000:00:02.0',
  class: '030000',
  device: '3e92',
  group: 2,
  driver: 'i915',
  modules: ['i915'],
  bootVga: 1,
};
