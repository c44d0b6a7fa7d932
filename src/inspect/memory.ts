import { listDevices } from '../domain/devices.js';
import type { DomainReader } from '../domain/domain-reader.js';
import { guestArch } from '../domain/machine.js';
import { findHardLimit, isPinnedByVfio, readKiB, startMemoryKiB } from '../domain/memory.js';
import type { XmlElement } from '../xml/node.js';
import type { BalloonFacts, HugepagesFacts, MemoryFacts, ShmemFacts } from './inspection.js';
import { attributeOf, locationOf } from './read.js';

/** The memory of the guest. */
export function inspectMemory(domain: DomainReader): MemoryFacts {
  const find = (name: string) => domain.findAll('memoryBacking').flatMap((block) => block.childrenNamed(name))[0];
  const memoryKiB = startMemoryKiB(domain) ?? null;
  return {
    memoryKiB,
    currentKiB: sizeOf(domain.find('currentMemory')) ?? memoryKiB,
    maximumKiB: sizeOf(domain.find('maxMemory')) ?? null,
    source: attributeOf(find('source'), 'type'),
    access: attributeOf(find('access'), 'mode'),
    allocation: attributeOf(find('allocation'), 'mode'),
    hugepages: readHugepages(domain),
    isLocked: find('locked') !== undefined,
    hardLimitKiB: findHardLimit(domain)?.limitKiB ?? null,
    isPinnedByVfio: isPinnedByVfio(domain),
    balloon: readBalloon(domain),
    shmems: listDevices(domain)
      .filter(({ name }) => name === 'shmem')
      .map((shmem) => readShmem(domain, shmem)),
    location: locationOf(domain, domain.find('memory')),
  };
}

function sizeOf(element: XmlElement | undefined): number | undefined {
  return element === undefined ? undefined : readKiB(element.text, element.attribute('unit'));
}

function readHugepages(domain: DomainReader): HugepagesFacts | null {
  const blocks = domain.findAll('memoryBacking/hugepages');
  if (blocks.length === 0) return null;
  const pages = blocks.flatMap((block) => block.childrenNamed('page'));
  return {
    pages: pages.map((page) => ({
      sizeKiB: readKiB(page.attribute('size'), page.attribute('unit')) ?? null,
      nodeset: attributeOf(page, 'nodeset'),
      location: locationOf(domain, page),
    })),
    location: locationOf(domain, blocks[0]),
  };
}

/** libvirt adds a balloon where nothing is said, but not to guests of ARM (qemuDomainDefAddDefaultDevices, 9.0). */
function readBalloon(domain: DomainReader): BalloonFacts {
  const balloon = listDevices(domain).find(({ name }) => name === 'memballoon');
  const isArm = /^(aarch64|armv)/.test(guestArch(domain));
  const model = balloon === undefined ? (isArm ? 'none' : 'virtio') : (balloon.attribute('model') ?? 'virtio');
  return { model, location: locationOf(domain, balloon) };
}

function readShmem(domain: DomainReader, shmem: XmlElement): ShmemFacts {
  const size = shmem.child('size');
  return {
    name: attributeOf(shmem, 'name'),
    model: attributeOf(shmem.child('model'), 'type'),
    // Without a unit its size is in bytes (virDomainShmemDefParseXML, libvirt 9.0).
    sizeKiB: (size === undefined ? undefined : readKiB(size.text, size.attribute('unit') ?? 'b')) ?? null,
    location: locationOf(domain, shmem),
  };
}
