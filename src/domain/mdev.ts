import type { XmlElement } from '../xml/node.js';
import type { DomainReader } from './domain-reader.js';
import { listHostdevs } from './hostdev.js';

/**
 * Write a UUID the way libvirt does, lower case in five groups. It reads one whatever its case and hyphens
 * (virUUIDParse, libvirt 9.0).
 *
 * @returns undefined where there are not 32 hexadecimal digits
 */
export function canonicalUuid(text: string): string | undefined {
  const digits = text.replace(/[-\s]/g, '').toLowerCase();
  const groups = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(digits);
  return groups?.slice(1).join('-');
}

/** The hostdev of a mediated device, undefined where the domain does not have it. */
export function findMdevHostdev(draft: DomainReader, uuid: string): XmlElement | undefined {
  return listHostdevs(draft, 'mdev').find(
    (device) => canonicalUuid(device.find('source', 'address')?.attribute('uuid') ?? '') === uuid,
  );
}
