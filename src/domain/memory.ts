import type { XmlElement } from '../xml/node.js';
import { listHostPciUses } from './devices.js';
import type { DomainReader } from './domain-reader.js';
import { listHostdevs } from './hostdev.js';
import { readDecimal } from './number.js';
import { readScaledBytes } from './scaled-value.js';

/** libvirt counts memory in bytes, and in C's `long long` (virDomainParseMemory, libvirt 9.0). */
const BEYOND_BYTES = 2 ** 63;

/** True for an amount that is a number with a unit, and more than libvirt can count. */
export function isBeyondCounting(digits: string | undefined, unit?: string): boolean {
  return (readScaledBytes(digits, unit, 'KiB') ?? 0) >= BEYOND_BYTES;
}

const NO_LIMIT_KIB = 9007199254740991;

/** Read an amount of memory as libvirt does: KiB where there is no unit; rounded up. */
export function readKiB(digits: string | undefined, unit?: string): number | undefined {
  const bytes = readScaledBytes(digits, unit, 'KiB');
  return bytes === undefined ? undefined : Math.ceil(bytes / 1024);
}

/** A NUMA node of the guest, or the one that a guest without NUMA is. */
export interface MemoryNode {
  readonly id: number;
  /** What says how much memory it has. */
  readonly element: XmlElement;
  /** Undefined where libvirt could not read it. */
  readonly memoryKiB: number | undefined;
}

/** The cells of `<numa>`, which replace `<memory>` where there are any. */
export function listNumaCells(draft: DomainReader): MemoryNode[] {
  const cells = draft.find('cpu/numa')?.childrenNamed('cell') ?? [];
  return cells.map((element, index) => ({
    id: readDecimal(element.attribute('id')) ?? index,
    element,
    memoryKiB: readKiB(element.attribute('memory'), element.attribute('unit')),
  }));
}

/** The memory that the guest starts with, by its nodes. */
export function listMemoryNodes(draft: DomainReader): MemoryNode[] {
  const cells = listNumaCells(draft);
  const element = draft.find('memory');
  if (cells.length > 0 || element === undefined) return cells;
  return [{ id: 0, element, memoryKiB: readKiB(element.text, element.attribute('unit')) }];
}

/** All of it; undefined where libvirt could not read it. */
export function startMemoryKiB(draft: DomainReader): number | undefined {
  const nodes = listMemoryNodes(draft);
  if (nodes.length === 0) return undefined;
  const total = nodes.reduce((sum, { memoryKiB }) => sum + (memoryKiB ?? Number.NaN), 0);
  return Number.isNaN(total) ? undefined : total;
}

/** The `<hard_limit>` that is one: 0 and libvirt's highest value mean none. */
export function findHardLimit(draft: DomainReader): { element: XmlElement; limitKiB: number } | undefined {
  const element = draft.find('memtune/hard_limit');
  const limitKiB = element === undefined ? undefined : readKiB(element.text, element.attribute('unit'));
  const isLimit = limitKiB !== undefined && limitKiB > 0 && limitKiB < NO_LIMIT_KIB;
  return element !== undefined && isLimit ? { element, limitKiB } : undefined;
}

/** True where VFIO pins the guest's memory: for PCI functions of the host and mediated devices. */
export function isPinnedByVfio(draft: DomainReader): boolean {
  return (
    listHostdevs(draft, 'mdev').length > 0 || draft.read(listHostPciUses).some(({ device }) => device.name !== 'disk')
  );
}

/** True where processes beside QEMU see the memory of the guest. */
export function isMemoryShared(domain: DomainReader): boolean {
  const general = domain.find('memoryBacking/access')?.attribute('mode');
  const cells = domain.find('cpu/numa')?.childrenNamed('cell') ?? [];
  const isGeneral = general === 'shared';
  return cells.length === 0 ? isGeneral : cells.every((cell) => (cell.attribute('memAccess') ?? general) === 'shared');
}
