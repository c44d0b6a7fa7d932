import { type HostPciUse, hostPciAddressElement, listHostPciUses } from '../domain/devices.js';
import type { DomainReader } from '../domain/domain-reader.js';
import { mapHostDevices } from '../domain/host-device.js';
import type { HostFacts, HostPciDevice } from '../domain/host-facts.js';
import { formatPciAddress } from '../domain/pci-address.js';
import type { XmlElement } from '../xml/node.js';

/** A PCI function that a domain takes, and what the host has there. */
export interface HostUse extends HostPciUse {
  /** As the kernel writes it. */
  readonly address: string;
  /** The element that says which function it is. */
  readonly at: XmlElement;
  /** Undefined where the host has nothing there. */
  readonly found: HostPciDevice | undefined;
}

/** Look up every PCI function that a domain takes. */
export function listHostUses({ read }: Pick<DomainReader, 'read'>, host: HostFacts): HostUse[] {
  const devices = mapHostDevices(host);
  return read(listHostPciUses).map((use) => {
    const address = formatPciAddress(use.host);
    return { ...use, address, at: hostPciAddressElement(use.device) ?? use.device, found: devices.get(address) };
  });
}

/** True for a driver of VFIO, which keeps a device for a guest: `vfio-pci`, or one of a vendor such as `mlx5_vfio_pci`. */
export function isVfioDriver(driver: string | null | undefined): boolean {
  return /(^|[-_])vfio[-_]pci$/.test(driver ?? '');
}
