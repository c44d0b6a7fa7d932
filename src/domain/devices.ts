import type { Markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import type { DomainDraft } from './domain-draft.js';
import type { DomainReader } from './domain-reader.js';
import { readNumber } from './number.js';
import { isSamePciSlot, type PciAddress, type PciSlot, readPciAddress } from './pci-address.js';

/** Every element below `<devices>` of libvirt's own vocabulary, or those of a name. */
export function listDevices(draft: DomainReader, name?: string): readonly XmlElement[] {
  return draft.listDevices(name);
}

/** Add a device behind those of its name, as libvirt numbers their aliases in this order. */
export function addDevice(draft: DomainDraft, content: Markup, reason: string): XmlElement {
  const parent = listDevices(draft, content.name).at(-1)?.parent ?? draft.ensure('devices', {}, reason);
  return draft.add(parent, content, reason);
}

/** A host PCI function that the domain takes for itself. */
export interface HostPciUse {
  /** The `<hostdev>`, `<interface type='hostdev'>` or `<disk type='nvme'>`. */
  readonly device: XmlElement;
  readonly host: PciAddress;
}

/** All host PCI functions that the domain takes, whatever the element; addresses that libvirt could not read are left out. */
export function listHostPciUses(draft: DomainReader): HostPciUse[] {
  const uses: HostPciUse[] = [];
  for (const device of listDevices(draft)) {
    const address = hostPciAddressElement(device);
    const host = address === undefined ? undefined : readPciAddress(address);
    if (host !== undefined) uses.push({ device, host });
  }
  return uses;
}

/** The `type` of each element that takes a host PCI function. */
const HOST_PCI_TYPES: Readonly<Record<string, string>> = { hostdev: 'pci', disk: 'nvme', interface: 'hostdev' };

/** The `<address>` by which a device takes a host PCI function, undefined for one that takes none. */
export function hostPciAddressElement(device: XmlElement): XmlElement | undefined {
  const type = HOST_PCI_TYPES[device.name];
  if (type === undefined || device.attribute('type') !== type) return undefined;
  const address = device.find('source', 'address');
  // Of an interface alone libvirt reads the type of the address.
  return device.name !== 'interface' || (address?.attribute('type') ?? 'pci') === 'pci' ? address : undefined;
}

/** True for a device that libvirt only keeps away from the host: the guest does not get it. */
export function isUnassigned(device: XmlElement): boolean {
  return device.child('address')?.attribute('type') === 'unassigned';
}

/** A device with a PCI address in the guest. */
export interface GuestPciDevice {
  readonly device: XmlElement;
  readonly address: XmlElement;
  readonly guest: PciAddress;
}

/** All devices that carry a PCI address in the guest. */
export function listGuestPciDevices(draft: DomainReader): GuestPciDevice[] {
  const placed: GuestPciDevice[] = [];
  for (const device of listDevices(draft)) {
    const own = readGuestPciAddress(device);
    if (own !== undefined) placed.push(own);
  }
  return placed;
}

/**
 * The guest address of one device, undefined where libvirt is left to choose: without an address, or with one that
 * names neither bus nor slot (virPCIDeviceAddressIsEmpty, libvirt 9.0).
 */
export function readGuestPciAddress(device: XmlElement): GuestPciDevice | undefined {
  const address = device.child('address');
  if (address?.attribute('type') !== 'pci') return undefined;
  const guest = readPciAddress(address);
  const isChosen = guest !== undefined && (guest.domain !== 0 || guest.bus !== 0 || guest.slot !== 0);
  return isChosen ? { device, address, guest } : undefined;
}

/** The devices that share a guest slot. */
export function listInGuestSlot(devices: readonly GuestPciDevice[], slot: PciSlot): GuestPciDevice[] {
  return devices.filter(({ guest }) => isSamePciSlot(guest, slot));
}

/** Index of a controller, undefined where it has none that libvirt can read. */
export function controllerIndex(controller: XmlElement): number | undefined {
  return readNumber(controller.attribute('index'));
}

/** The controller that is the bus of the chipset, undefined where it is left to libvirt. */
export function findRootController(draft: DomainReader): XmlElement | undefined {
  return listPciControllers(draft).find(
    (controller) => /^pcie?-root$/.test(controller.attribute('model') ?? '') || controllerIndex(controller) === 0,
  );
}

/** All PCI controllers: each is a bus, known by its index. */
export function listPciControllers(draft: DomainReader): XmlElement[] {
  return listDevices(draft, 'controller').filter((device) => device.attribute('type') === 'pci');
}
