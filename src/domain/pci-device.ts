import type { XmlElement } from '../xml/node.js';

/** Device elements that QEMU always makes as PCI devices, and those of which libvirt has some on other buses. */
const IS_PCI: Readonly<Record<string, (device: XmlElement) => boolean>> = {
  controller: (device) => isPciController(device),
  crypto: () => true,
  disk: (device) => device.child('target')?.attribute('bus') === 'virtio' || isVirtioByName(device),
  filesystem: () => true,
  hostdev: (device) => ['pci', 'scsi_host'].includes(typeOf(device)) || isPciMdev(device),
  input: (device) => device.attribute('bus') === 'virtio',
  interface: (device) => !/^usb-/.test(modelOf(device)),
  iommu: (device) => device.attribute('model') === 'virtio',
  memballoon: (device) => device.attribute('model') !== 'none',
  memory: (device) => /^virtio-/.test(device.attribute('model') ?? ''),
  panic: (device) => device.attribute('model') === 'pvpanic',
  rng: () => true,
  serial: (device) => device.child('target')?.attribute('type') === 'pci-serial',
  shmem: () => true,
  sound: (device) => !/^(usb|pcspk|sb16)$/.test(device.attribute('model') ?? ''),
  video: (device) => !/^(none|ramfb)$/.test(modelOf(device)),
  vsock: () => true,
  watchdog: (device) => device.attribute('model') === 'i6300esb',
};

const PCI_CONTROLLERS = new Set(['pci', 'ide', 'nvme', 'sata', 'scsi', 'usb', 'virtio-serial']);

/**
 * True where a device is on the PCI bus of the guest: with an address there, or without one on a machine with PCI, where
 * libvirt gives it one.
 *
 * @see qemuDomainDeviceCalculatePCIConnectFlags in libvirt 9.0.0
 */
export function isPciDevice(device: XmlElement): boolean {
  // A console is a serial device once more, with its address.
  if (device.name === 'console') return false;
  const type = device.child('address')?.attribute('type');
  if (type !== undefined) return type === 'pci';
  return (Object.hasOwn(IS_PCI, device.name) && IS_PCI[device.name]?.(device)) ?? false;
}

function isPciController(device: XmlElement): boolean {
  return PCI_CONTROLLERS.has(typeOf(device)) && device.attribute('model') !== 'none';
}

function isPciMdev(device: XmlElement): boolean {
  return typeOf(device) === 'mdev' && device.attribute('model') === 'vfio-pci';
}

/** libvirt reads the bus out of a target that names none. */
function isVirtioByName(disk: XmlElement): boolean {
  const target = disk.child('target');
  return target?.attribute('bus') === undefined && /^vd/.test(target?.attribute('dev') ?? '');
}

function typeOf(device: XmlElement): string {
  return device.attribute('type') ?? '';
}

function modelOf(device: XmlElement): string {
  return device.child('model')?.attribute('type') ?? '';
}
