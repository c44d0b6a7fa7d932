import type { XmlElement } from '../xml/node.js';
import { controllerIndex, type GuestPciDevice, listGuestPciDevices, listPciControllers } from './devices.js';
import type { DomainReader } from './domain-reader.js';
import { groupBy } from './group-by.js';
import { hasRootPorts, machineFamily } from './machine.js';
import { formatPciSlot } from './pci-address.js';

/** Controllers that are a PCI Express port: one slot, number 0. */
const PORTS = /^pcie-(root-port|switch-downstream-port)$/;
/** Controllers that are a conventional bus, slots 1 to 31. */
const BRIDGES = /^(pci-bridge|pcie-to-pci-bridge|dmi-to-pci-bridge)$/;

/** A bus of the guest. */
export interface GuestBus {
  /** libvirt's name of the controller that it comes from; a root that is not written down is known all the same. */
  readonly model: string;
  /** Undefined for the root where it is left to libvirt. */
  readonly controller: XmlElement | undefined;
}

/** The buses that a domain writes down, and its root, by their number; of two with one number the first. */
export function mapGuestBuses(domain: DomainReader): Map<number, GuestBus> {
  const buses = new Map<number, GuestBus>();
  for (const controller of listPciControllers(domain)) {
    const model = controller.attribute('model') ?? '';
    const index = controllerIndex(controller) ?? (/^pcie?-root$/.test(model) ? 0 : undefined);
    if (index !== undefined && !buses.has(index)) buses.set(index, { model, controller });
  }
  const family = machineFamily(domain);
  if (!buses.has(0) && family !== 'other') {
    buses.set(0, { model: hasRootPorts(family) ? 'pcie-root' : 'pci-root', controller: undefined });
  }
  return buses;
}

/** True for a bus that is one PCI Express port. */
export function isPciePort(model: string): boolean {
  return PORTS.test(model);
}

/** True for a bus that makes conventional PCI devices of all that is on it. */
export function isConventionalBridge(model: string): boolean {
  return BRIDGES.test(model);
}

/** The devices with an address, by the name of their guest slot; a console, which is a serial device once more, is none. */
export function groupByGuestSlot(domain: DomainReader): Map<string, GuestPciDevice[]> {
  return groupBy(
    domain.read(listGuestPciDevices).filter(({ device }) => device.name !== 'console'),
    ({ guest }) => formatPciSlot(guest),
  );
}
