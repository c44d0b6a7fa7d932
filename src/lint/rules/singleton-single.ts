import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

type Message = 'dropped' | 'overruled' | 'refused';

/** Elements of which libvirt reads one, what becomes of the others, and where they stand. */
interface Singles {
  readonly where: string;
  readonly others: Message;
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
  singles('cpu', 'dropped', 'topology model vendor maxphysaddr'),
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

/**
 * What a domain has one of is there once. What libvirt reads together, such as two `<features>`, is none of it, and
 * `kvm-single` is about the blocks of which the last one counts.
 */
export const singletonSingle = defineRule({
  name: 'singleton-single',
  summary: 'What a domain has one of is there once',
  about: ['domain'],
  why: 'Of two <memory>, <vcpu> or <cpu> libvirt reads the first and drops the other without a word, so an edit of the second one changes nothing; a second <memballoon> or <numatune> it refuses. Templates that are put together have them.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html',
  checked: 'virDomainDefParseXML, libvirt 9.0.0; 11.3 does the same',
  messages: {
    dropped: {
      text: 'libvirt reads the first {name} alone, and drops this one',
      cure: 'Keep one of them',
      effect: 'dropped',
    },
    overruled: {
      text: 'libvirt reads the last {name} alone, and drops this one',
      cure: 'Keep one of them',
      effect: 'dropped',
    },
    refused: {
      text: 'There is another {name}; libvirt refuses the domain',
      cure: 'Keep one of them',
      effect: 'refused',
    },
  },
  check({ domain, devices, report }) {
    for (const row of BELOW_ROOT) reportAll(row, listOthers([domain.root], row));
    for (const row of DEVICES) {
      for (const name of row.names) reportAll(row, devices(name).slice(1));
    }
    for (const clock of domain.findAll('clock').slice(1)) {
      // Its timers are read.
      if (clock.attribute('offset') === undefined) continue;
      report({ message: 'dropped', at: clock, part: '@offset', data: { name: '"offset" of <clock>' } });
    }
    for (const row of IN_BLOCKS) reportAll(row, listOthers(domain.findAll(row.where), row));
    for (const row of IN_DEVICES) {
      for (const device of devices(row.where)) reportAll(row, listOthers([device], row));
    }

    function reportAll({ others: message }: Singles, elements: readonly XmlElement[]): void {
      for (const element of elements) report({ message, at: element, data: { name: `<${element.name}>` } });
    }
  },
});

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

function singles(where: string, others: Message, names: string): Singles {
  return { where, others, names: new Set(names.split(/\s+/)) };
}
