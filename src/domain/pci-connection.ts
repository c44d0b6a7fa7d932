import type { XmlElement } from '../xml/node.js';

/** Device elements that QEMU makes as virtio PCI Express devices or hands through as such. */
const ALWAYS_PCIE = new Set([
  'hostdev',
  'disk',
  'filesystem',
  'rng',
  'memballoon',
  'vsock',
  'input',
  'memory',
  'iommu',
]);

const PCIE_MODELS: Readonly<Record<string, readonly string[]>> = {
  interface: ['virtio', 'virtio-non-transitional', 'e1000e', 'igb'],
  video: ['virtio', 'bochs'],
  usb: ['nec-xhci', 'qemu-xhci'],
  scsi: ['virtio-scsi', 'virtio-non-transitional'],
};

/**
 * True where libvirt puts a device without an address straight behind a PCIe root port; all others are conventional
 * PCI devices, for which it adds a pcie-to-pci-bridge.
 *
 * @see qemuDomainDeviceCalculatePCIConnectFlags in libvirt 9.0.0
 */
export function isPcieDevice(device: XmlElement): boolean {
  const model = device.child('model')?.attribute('type') ?? device.attribute('model') ?? '';
  if (model === 'virtio-transitional') return false;
  if (ALWAYS_PCIE.has(device.name)) return true;
  const type = device.attribute('type') ?? '';
  if (device.name === 'interface' && type === 'hostdev') return true;
  if (device.name === 'controller' && type === 'virtio-serial') return true;
  return PCIE_MODELS[device.name === 'controller' ? type : device.name]?.includes(model) ?? false;
}
