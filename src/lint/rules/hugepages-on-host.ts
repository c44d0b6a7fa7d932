import { parseCpuset } from '../../domain/cpuset.js';
import type { HostHugepages, HostMemory } from '../../domain/host-facts.js';
import { listHugepageUses } from '../../domain/hugepages.js';
import { defineRule } from '../rule.js';

/** Pages of this size are what every process has. */
const SMALL_PAGE_KIB = 4;

/** The host has set enough huge pages aside. */
export const hugepagesOnHost = defineRule({
  name: 'hugepages-on-host',
  summary: 'The host has enough huge pages of the size that the domain asks for',
  about: ['memoryBacking/hugepages'],
  why: 'Huge pages are set aside beforehand. Where there are too few, also on the NUMA nodes to which <numatune> binds the domain, QEMU does not start ("Cannot allocate memory"). Pages that other domains have are counted as if they were free.',
  class: 'breaks',
  severity: 'error',
  needsHost: true,
  source: 'https://libvirt.org/formatdomain.html#memory-backing',
  checked: 'qemuGetDomainHupageMemPath, libvirt 9.0.0; hugetlb_reserve_pages, Linux 6.1',
  messages: {
    size: {
      text: 'The host has no huge pages of {pageKiB} KiB; the domain does not start',
      cure: 'Ask for a size that it has: {sizes}',
      effect: 'not-started',
    },
    few: {
      text: 'The domain needs {needed} huge pages of {pageKiB} KiB, and the host has set {total} aside{where}; the domain does not start',
      cure: 'Set more aside, or give the domain less memory',
      effect: 'not-started',
    },
  },
  check({ domain, host, report }) {
    const { memory } = host ?? {};
    if (memory == null || memory.hugepages.length === 0) return;
    const strict = domain.find('numatune/memory');
    const bound =
      strict?.attribute('mode') === 'interleave' ? undefined : parseCpuset(strict?.attribute('nodeset') ?? '');
    const wanted = new Map<number, number>();
    for (const { element, pageKiB = memory.defaultHugepageKiB, memoryKiB } of listHugepageUses(domain)) {
      if (pageKiB == null || pageKiB <= SMALL_PAGE_KIB) continue;
      const needed = (wanted.get(pageKiB) ?? 0) + Math.ceil(memoryKiB / pageKiB);
      wanted.set(pageKiB, needed);
      if (memory.hugepages.every(({ sizeKiB }) => sizeKiB !== pageKiB)) {
        const sizes = memory.hugepages.map(({ sizeKiB }) => `${sizeKiB} KiB`).join(', ');
        report({ message: 'size', at: element, part: 'tag', data: { pageKiB, sizes } });
        continue;
      }
      const total = countPages(memory, pageKiB, bound);
      if (total === undefined || total >= needed) continue;
      const where = bound === undefined ? '' : ` on NUMA node ${bound.join(', ')}`;
      report({ message: 'few', at: element, part: 'tag', data: { needed, pageKiB, total, where } });
    }
  },
});

/** All pages of a size, or those of some nodes; undefined where it is not known. */
function countPages(memory: HostMemory, pageKiB: number, nodes: readonly number[] | undefined): number | undefined {
  const pools: readonly (readonly HostHugepages[])[] =
    nodes === undefined
      ? [memory.hugepages]
      : memory.nodes.filter(({ id }) => nodes.includes(id)).map(({ hugepages }) => hugepages);
  const totals = pools.map((pool) => pool.find(({ sizeKiB }) => sizeKiB === pageKiB)?.total);
  if (totals.length === 0 || totals.some((total) => total == null)) return undefined;
  return totals.reduce<number>((sum, total) => sum + (total ?? 0), 0);
}
