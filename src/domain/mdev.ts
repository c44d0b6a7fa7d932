import type { XmlElement } from '../xml/node.js';
import type { DomainReader } from './domain-reader.js';
import { listHostdevs } from './hostdev.js';
import { isSameUuid } from './uuid.js';

/** The hostdev of a mediated device, undefined where the domain does not have it. */
export function findMdevHostdev(draft: DomainReader, uuid: string): XmlElement | undefined {
  return listHostdevs(draft, 'mdev').find((device) =>
    isSameUuid(device.find('source', 'address')?.attribute('uuid') ?? '', uuid),
  );
}
