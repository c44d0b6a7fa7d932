import { z } from 'zod/mini';
import { formatCpuset, isCpuset, parseCpuset } from '../domain/cpuset.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import { isX86Guest } from '../domain/machine.js';
import {
  findHardLimit,
  isPinnedByVfio,
  listMemoryNodes,
  listNumaCells,
  type MemoryNode,
  readKiB,
  startMemoryKiB,
} from '../domain/memory.js';
import { isPowerOfTwo } from '../domain/number.js';
import { findQemuOption } from '../domain/qemu-option.js';
import { requireQemuDomain } from '../domain/support.js';
import { markup } from '../xml/fragment.js';
import type { XmlElement } from '../xml/node.js';
import { ASKED, complain, cpuset, yesNo } from './options.js';
import { defineTransform, type OptionMeta } from './transform.js';

const PAGE_SIZE = 'Expected a power of two such as 2M or 1G (MB and GB are powers of ten)';

/** A page size in KiB. */
const pageSize = () =>
  z
    .pipe(
      z.union([z.int().check(z.minimum(1)), z.string()], PAGE_SIZE),
      z.transform((value, context) => {
        const [, digits, unit] = /^([0-9]+) *([A-Za-z]*)$/.exec(String(value)) ?? [];
        const size = readKiB(digits, unit);
        if (size !== undefined && size >= 64 && isPowerOfTwo(size)) return size;
        return complain(context, `${PAGE_SIZE}, found "${value}"`);
      }),
    )
    .check(z.meta({ words: 'size' } satisfies OptionMeta));

/**
 * Back the guest's memory with huge pages of the host: `<hugepages>` in `<memoryBacking>`, with a `<page>` where a size
 * is asked for. Pages that other nodes have stay.
 *
 * @throws PtxError CONFLICT where libvirt takes no huge pages beside the memory source or allocation, where a QEMU
 * argument says where the memory is, where the memory
 * is no multiple of the page size, or where nodes have pages already; OPTION_INVALID, DOMAIN_UNSUPPORTED
 * @see https://libvirt.org/formatdomain.html#memory-backing
 */
export const useHugepages = defineTransform({
  name: 'use-hugepages',
  summary: 'Back the guest memory with huge pages of the host',
  source: 'https://libvirt.org/formatdomain.html#memory-backing',
  main: 'size',
  conflicts: ['modernize-qemu-arguments'],
  example: '1G,locked=yes',
  options: () =>
    z
      .strictObject({
        size: z
          .optional(pageSize())
          .check(z.describe('Page size, in KiB without a unit; default: the one in place, else the host default')),
        nodeset: z.optional(cpuset()).check(z.describe('NUMA nodes of the guest; default: all')),
        locked: z.optional(yesNo()).check(z.describe('Keep the host from swapping out guest memory')),
        nosharepages: z.optional(yesNo()).check(z.describe('Keep the host from merging pages of equal content')),
      })
      .check(
        z.refine(({ size, nodeset }) => nodeset === undefined || size !== undefined, {
          path: ['nodeset'],
          message: 'Needs a size',
        }),
      ),
  plan(draft, { size, nodeset, locked, nosharepages }) {
    requireQemuDomain(draft);
    refuseOtherBacking(draft);
    refuseMemoryPath(draft);
    if (size === undefined) draft.ensure('memoryBacking/hugepages', {}, REASON);
    else setPages(draft, size, nodeset);
    if (nosharepages !== undefined) setFlag(draft, 'nosharepages', nosharepages);
    if (locked !== undefined) setFlag(draft, 'locked', locked);
    warnOfLowLimit(draft);
  },
});

const REASON = 'Huge pages spare the guest most misses in the page tables';

/** libvirt 9.0 refuses both (qemuValidateDomainDefMemory). */
function refuseOtherBacking(draft: DomainDraft): void {
  const find = (name: string, attribute: string) =>
    draft
      .findAll('memoryBacking')
      .flatMap((block) => block.childrenNamed(name))
      .find((element) => element.attribute(attribute) !== undefined);
  const source = find('source', 'type');
  if (source?.attribute('type') === 'anonymous') {
    const message = 'libvirt takes no huge pages beside <source type="anonymous">';
    throw draft.refusal('CONFLICT', message, source, 'Take it out, or use type "memfd"');
  }
  const allocation = find('allocation', 'mode');
  if (allocation?.attribute('mode') === 'ondemand') {
    const message = 'libvirt takes no huge pages beside <allocation mode="ondemand">';
    throw draft.refusal('CONFLICT', message, allocation, 'Take it out, or use mode "immediate"');
  }
}

/** QEMU 7.2: '-mem-path' can't be used together with '-machine memory-backend', which libvirt 9.0 always says. */
function refuseMemoryPath(draft: DomainDraft): void {
  const argument = findQemuOption(draft, ['mem-path']);
  if (argument === undefined) return;
  const message = 'QEMU argument "-mem-path" puts the memory elsewhere, and QEMU does not start with both';
  throw draft.refusal('CONFLICT', message, argument, 'Take the argument out first');
}

function setPages(draft: DomainDraft, sizeKiB: number, nodeset: number[] | undefined): void {
  const cells = listNumaCells(draft);
  const wanted = findNodes(draft, cells, nodeset);
  refuseUnevenMemory(draft, wanted, sizeKiB);
  warnOfPageSize(draft, sizeKiB);
  const pages = draft.findAll('memoryBacking/hugepages').flatMap((block) => block.childrenNamed('page'));
  // Without NUMA libvirt drops a nodeset, so that each page is for all of the memory.
  const hasNodeset = (page: XmlElement) => cells.length > 0 && page.attribute('nodeset') !== undefined;
  const own = pages.filter(hasNodeset);
  const [general, second] = pages.filter((page) => !hasNodeset(page));
  if (second !== undefined) {
    throw draft.refusal('CONFLICT', 'libvirt takes one <page> without a nodeset only', second, 'Remove all but one');
  }
  const pageOf = (node: MemoryNode) => own.find((page) => isFor(page, [node.id])) ?? general;
  if (wanted.length > 0 && wanted.every((node) => isSize(pageOf(node), sizeKiB))) return;

  const meant = nodeset === undefined ? general : own.find((page) => isCpuset(page.attribute('nodeset'), nodeset));
  const other = own.find(
    (page) => page !== meant && (nodeset === undefined ? !isSize(page, sizeKiB) : isFor(page, nodeset)),
  );
  if (other !== undefined) {
    const message = `Nodes "${other.attribute('nodeset')}" have a <page> of their own`;
    throw draft.refusal('CONFLICT', message, other, 'Name exactly these in "nodeset", or remove the <page>');
  }
  const attributes = { size: String(sizeKiB), unit: 'KiB' };
  if (meant !== undefined) {
    draft.align(meant, attributes, ASKED);
    return;
  }
  const hugepages = draft.ensure('memoryBacking/hugepages', {}, REASON);
  const place = nodeset === undefined ? undefined : formatCpuset(nodeset);
  draft.add(hugepages, markup('page', { ...attributes, nodeset: place }), ASKED);
}

function findNodes(draft: DomainDraft, cells: readonly MemoryNode[], nodeset: number[] | undefined): MemoryNode[] {
  if (nodeset === undefined) return listMemoryNodes(draft);
  const missing = nodeset.find((id) => cells.every((cell) => cell.id !== id));
  if (missing === undefined) return cells.filter(({ id }) => nodeset.includes(id));
  const found = cells.length === 0 ? 'no NUMA nodes' : `no NUMA node "${missing}"`;
  const message = `Option "nodeset": the guest has ${found}`;
  throw draft.refusal('OPTION_INVALID', message, draft.find('cpu/numa'), '<numa> in <cpu> defines them');
}

/** QEMU 7.2 wastes the rest of a page, and does not start with less than one; later ones refuse both. */
function refuseUnevenMemory(draft: DomainDraft, nodes: readonly MemoryNode[], sizeKiB: number): void {
  // libvirt rounds up to MiB before (qemuDomainAlignMemorySizes, 9.0).
  const uneven = nodes.find(({ memoryKiB }) => (Math.ceil((memoryKiB ?? 0) / 1024) * 1024) % sizeKiB !== 0);
  if (uneven === undefined) return;
  const message = `Memory of ${uneven.memoryKiB} KiB is no multiple of the page size ${sizeKiB} KiB`;
  throw draft.refusal('CONFLICT', message, uneven.element, 'Choose a smaller page, or other memory');
}

function warnOfPageSize(draft: DomainDraft, sizeKiB: number): void {
  if (!isX86Guest(draft) || sizeKiB === 2048 || sizeKiB === 1048576) return;
  const message = `An x86 host has huge pages of 2M and 1G, none of ${sizeKiB} KiB: the guest will not start`;
  draft.warn(message, draft.find('os/type'));
}

function isSize(page: XmlElement | undefined, sizeKiB: number): boolean {
  return page !== undefined && readKiB(page.attribute('size'), page.attribute('unit')) === sizeKiB;
}

function isFor(page: XmlElement, nodes: readonly number[]): boolean {
  const nodeset = parseCpuset(page.attribute('nodeset') ?? '') ?? [];
  return nodes.some((id) => nodeset.includes(id));
}

function setFlag(draft: DomainDraft, name: 'locked' | 'nosharepages', wanted: 'yes' | 'no'): void {
  const found = draft.findAll('memoryBacking').flatMap((block) => block.childrenNamed(name));
  if (wanted === 'no') draft.removeAll(found, ASKED);
  else if (found.length === 0) draft.ensure(`memoryBacking/${name}`, {}, ASKED);
}

/** What may be locked is exactly the hard limit where there is one (qemuDomainGetMemLockLimitBytes, libvirt 9.0). */
function warnOfLowLimit(draft: DomainDraft): void {
  const limit = findHardLimit(draft);
  const memoryKiB = startMemoryKiB(draft);
  if (limit === undefined || memoryKiB === undefined) return;
  const isPinned = isPinnedByVfio(draft);
  const isLocked = draft.find('memoryBacking/locked') !== undefined;
  const neededKiB = isPinned ? memoryKiB + 1048576 : isLocked ? memoryKiB : 0;
  if (limit.limitKiB >= neededKiB) return;
  const who = isPinned ? 'VFIO pins' : '<locked> locks';
  const message = `<hard_limit> of ${limit.limitKiB} KiB is less than the ${neededKiB} KiB that ${who}: the guest will not start`;
  draft.warn(message, limit.element);
}
