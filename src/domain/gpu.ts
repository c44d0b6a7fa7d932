import { listHostPciUses } from './devices.js';
import type { DomainReader } from './domain-reader.js';
import { isWithoutOutputs } from './host-device.js';
import type { HostFacts, HostPciDevice } from './host-facts.js';
import { formatPciAddress } from './pci-address.js';

/** The graphics cards of a host that the domain takes: functions of PCI base class 03. */
export function listHostGpus(domain: DomainReader, host: HostFacts): HostPciDevice[] {
  const gpus = new Map(
    host.pciDevices.filter((device) => device.class?.startsWith('03')).map((device) => [device.address, device]),
  );
  return domain.read(listHostPciUses).flatMap(({ host: address }) => gpus.get(formatPciAddress(address)) ?? []);
}

/**
 * True for a card of NVIDIA for data centres, whose driver never minded a virtual machine: it has no outputs, and is no
 * GeForce of a notebook, which draws for the graphics of the processor and has none either.
 */
export function isDataCentreGpu({ vendor, class: code, names }: HostPciDevice): boolean {
  return vendor === '10de' && isWithoutOutputs(code ?? undefined) && !names?.device?.includes('GeForce');
}
