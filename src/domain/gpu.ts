import { listHostPciUses } from './devices.js';
import type { DomainReader } from './domain-reader.js';
import type { HostFacts, HostPciDevice } from './host-facts.js';
import { formatPciAddress } from './pci-address.js';

/** The graphics cards of a host that the domain takes: functions of PCI base class 03. */
export function listHostGpus(domain: DomainReader, host: HostFacts): HostPciDevice[] {
  const gpus = new Map(
    host.pciDevices.filter((device) => device.class?.startsWith('03')).map((device) => [device.address, device]),
  );
  return domain.read(listHostPciUses).flatMap(({ host: address }) => gpus.get(formatPciAddress(address)) ?? []);
}
