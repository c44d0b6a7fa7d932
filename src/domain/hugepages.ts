import type { XmlElement } from '../xml/node.js';
import { parseCpuRanges } from './cpuset.js';
import type { DomainReader } from './domain-reader.js';
import { listMemoryNodes, listNumaCells, readKiB } from './memory.js';

/** Memory of the guest that is to be of huge pages. */
export interface HugepageUse {
  /** The `<page>`, or the `<hugepages>` that names no size. */
  readonly element: XmlElement;
  /** Undefined for the default size of the host. */
  readonly pageKiB: number | undefined;
  readonly memoryKiB: number;
}

/**
 * What a domain asks for of huge pages, by the element that says so. A node takes the `<page>` that names it, or else the
 * one without a nodeset.
 *
 * @see qemuBuildMemoryGetPagesize in libvirt 9.0.0
 */
export function listHugepageUses(domain: DomainReader): HugepageUse[] {
  const [block] = domain.findAll('memoryBacking/hugepages');
  if (block === undefined) return [];
  const pages = domain.findAll('memoryBacking/hugepages').flatMap((each) => each.childrenNamed('page'));
  const hasNodes = listNumaCells(domain).length > 0;
  const named = pages.map((page) => ({
    page,
    nodes:
      hasNodes && page.attribute('nodeset') !== undefined ? parseCpuRanges(page.attribute('nodeset') ?? '') : undefined,
  }));
  const general = pages.length === 0 ? block : named.find(({ nodes }) => nodes === undefined)?.page;
  const memory = new Map<XmlElement, number>();
  for (const { id, memoryKiB = 0 } of listMemoryNodes(domain)) {
    const element =
      named.find(({ nodes }) => nodes?.some(([first, last]) => first <= id && id <= last))?.page ?? general;
    if (element !== undefined) memory.set(element, (memory.get(element) ?? 0) + memoryKiB);
  }
  return [...memory].map(([element, memoryKiB]) => ({
    element,
    pageKiB: readKiB(element.attribute('size'), element.attribute('unit')),
    memoryKiB,
  }));
}
