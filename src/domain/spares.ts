import type { XmlElement } from '../xml/node.js';
import { listOffsetClocks } from './clock.js';
import type { DomainReader } from './domain-reader.js';

/** What becomes of the others: the first one counts, the last one does, or there must be none. */
type Fate = 'dropped' | 'overruled' | 'refused';

/** Elements of which libvirt reads one, what becomes of the others, and where they stand. */
interface Singles {
  readonly where: string;
  readonly others: Fate;
  readonly names: ReadonlySet<string>;
}

/** Directly below the root. */
const BELOW_ROOT: readonly Singles[] = [
  singles(
    'domain',
    'dropped',
    `name uuid title description metadata maxMemory memory currentMemory vcpu iothreads cpu
     on_poweroff on_reboot on_crash on_lockfailure`,
  ),
  singles('domain', 'refused', 'genid numatune resource'),
];

/** Devices that are the only ones of their kind. */
const DEVICES: readonly Singles[] = [
  singles('devices', 'dropped', 'emulator'),
  singles('devices', 'refused', 'memballoon watchdog vsock redirfilter'),
];

/** In an element, or in all blocks of it that libvirt merges. */
const IN_BLOCKS: readonly Singles[] = [
  singles('os', 'dropped', 'type loader nvram smbios bootmenu kernel initrd cmdline'),
  singles('cpu', 'dropped', 'topology model vendor maxphysaddr numa'),
  singles('cpu', 'refused', 'cache'),
  singles('memoryBacking', 'dropped', 'source access allocation'),
  singles('memtune', 'dropped', 'hard_limit soft_limit swap_hard_limit'),
  singles('cputune', 'dropped', 'shares period quota'),
  singles('pm', 'dropped', 'suspend-to-mem suspend-to-disk'),
  singles('features', 'overruled', 'smm vmport ioapic pmu'),
  singles('features/hyperv', 'overruled', 'relaxed vapic spinlocks vpindex runtime synic stimer vendor_id'),
  singles('features/kvm', 'overruled', 'hidden'),
];

/** In a device of a name. */
const IN_DEVICES: readonly Singles[] = [
  singles('hostdev', 'dropped', 'source rom address boot driver alias'),
  singles('disk', 'dropped', 'source target address boot driver alias'),
  singles('interface', 'dropped', 'source model mac address boot driver rom alias'),
  singles('filesystem', 'dropped', 'source target'),
  singles('shmem', 'dropped', 'model size'),
  singles('video', 'dropped', 'model'),
  singles('input', 'dropped', 'source'),
  singles('iommu', 'dropped', 'driver'),
  singles('rng', 'refused', 'backend'),
  singles('tpm', 'refused', 'backend'),
];

/** The elements of which libvirt reads one: of a device, or of all blocks of their parent together. */
export const SINGLE_PLACES: readonly { readonly path: string; readonly isOfDevice: boolean }[] = [
  ...[...BELOW_ROOT, ...DEVICES, ...IN_BLOCKS].flatMap(({ where, names }) =>
    [...names].map((name) => ({ path: `${where === 'domain' ? '' : 'domain/'}${where}/${name}`, isOfDevice: false })),
  ),
  ...IN_DEVICES.flatMap(({ where, names }) =>
    [...names].map((name) => ({ path: `domain/devices/${where}/${name}`, isOfDevice: true })),
  ),
];

/** An element beside another one of its name, of which libvirt reads one. */
export interface Spare {
  readonly element: XmlElement;
  readonly fate: Fate;
}

/**
 * List what libvirt does not read because there is another one.
 *
 * @see virDomainDefParseXML in libvirt 9.0.0; 11.3 does the same
 */
export function listSpares(domain: DomainReader): Spare[] {
  const spares: Spare[] = [];
  for (const row of BELOW_ROOT) addAll(row, listOthers([domain.root], row));
  for (const row of DEVICES) {
    for (const name of row.names) addAll(row, domain.listDevices(name).slice(1));
  }
  for (const row of IN_BLOCKS) addAll(row, listOthers(domain.findAll(row.where), row));
  for (const row of IN_DEVICES) {
    for (const device of domain.listDevices(row.where)) addAll(row, listOthers([device], row));
  }
  return spares;

  function addAll({ others: fate }: Singles, elements: readonly XmlElement[]): void {
    for (const element of elements) spares.push({ element, fate });
  }
}

/** True for an element that libvirt does not read, nor anything in it, because there is another one. */
function isUnread(element: XmlElement, domain: DomainReader): boolean {
  const unread = domain.read(listUnread);
  for (let each: XmlElement | undefined = element; each !== undefined; each = each.parent) {
    if (unread.has(each)) return true;
  }
  return false;
}

/** True for an attribute that libvirt does not read because another element has it, or because of {@link isUnread}. */
export function isUnreadAttribute(element: XmlElement, name: string, domain: DomainReader): boolean {
  return isUnread(element, domain) || (name === 'offset' && listOffsetClocks(domain).indexOf(element) > 0);
}

function listUnread(domain: DomainReader): ReadonlySet<XmlElement> {
  return new Set(domain.read(listSpares).flatMap(({ element, fate }) => (fate === 'refused' ? [] : element)));
}

/** The children of these names that libvirt does not read: those behind the first, or those before the last. */
function listOthers(blocks: readonly XmlElement[], { others, names }: Singles): readonly XmlElement[] {
  if (blocks.length === 0) return blocks;
  const unread: XmlElement[] = [];
  const read = new Map<string, XmlElement>();
  for (const { children } of blocks) {
    for (const child of children) {
      if (child.kind !== 'element' || child.namespace !== '' || !names.has(child.name)) continue;
      const before = read.get(child.name);
      if (before !== undefined) unread.push(others === 'overruled' ? before : child);
      if (before === undefined || others === 'overruled') read.set(child.name, child);
    }
  }
  return unread;
}

function singles(where: string, others: Fate, names: string): Singles {
  return { where, others, names: new Set(names.split(/\s+/)) };
}
