import type { XmlElement } from '../xml/node.js';
import type { DomainReader } from './domain-reader.js';
import { isSamePciAddress, type PciAddress, parsePciAddress } from './pci-address.js';
import { listQemuOptions, readQemuProperties } from './qemu-option.js';
import { canonicalUuid } from './uuid.js';

/** A host device that a raw argument hands to QEMU behind libvirt's back. */
export interface VfioOption {
  /** What it is, where it is a PCI function. */
  readonly host?: PciAddress;
  /** The UUID of a mediated device, where it is one. */
  readonly uuid?: string;
  /** The `<qemu:arg>` with its value. */
  readonly argument: XmlElement;
}

/** Every raw `-device vfio-pci,…`, plain or as JSON, that says which device it takes. */
export function listVfioOptions(draft: DomainReader): VfioOption[] {
  return listQemuOptions(draft).flatMap(({ name, value = '', elements }): VfioOption[] => {
    // An argument that lost its "-device" is meant all the same.
    const isDevice = name === 'device' || elements.length === 1;
    const properties = readQemuProperties(elements.length === 1 ? name : value, 'driver');
    const argument = elements.at(-1);
    if (!isDevice || argument === undefined || !/^vfio-pci\b/.test(properties?.get('driver') ?? '')) return [];
    const place = properties?.get('host') ?? properties?.get('sysfsdev')?.replace(/^.*\/(?=.)/, '') ?? '';
    const address = parsePciAddress(place);
    if (address?.function !== undefined) return [{ host: { ...address, function: address.function }, argument }];
    const uuid = canonicalUuid(place);
    return uuid === undefined ? [] : [{ uuid, argument }];
  });
}

/** The argument that takes this PCI function. */
export function findVfioArgument(draft: DomainReader, host: PciAddress): XmlElement | undefined {
  return listVfioOptions(draft).find((option) => option.host !== undefined && isSamePciAddress(option.host, host))
    ?.argument;
}

/** The argument that takes this mediated device. */
export function findMdevArgument(draft: DomainReader, uuid: string): XmlElement | undefined {
  return listVfioOptions(draft).find((option) => option.uuid === uuid)?.argument;
}
