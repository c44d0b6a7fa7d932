import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/** Elements below the root of which libvirt reads the first alone. */
const FIRST_ALONE = new Set(
  `name uuid title description metadata maxMemory memory currentMemory vcpu iothreads cpu on_poweroff on_reboot on_crash
   on_lockfailure`.split(/\s+/),
);

/** Those of which it refuses a second one. */
const ONE_ALONE = new Set(['genid', 'numatune', 'resource']);

/** Devices of which it refuses a second one. */
const ONE_DEVICE_ALONE = new Set(['memballoon', 'watchdog', 'vsock', 'redirfilter']);

/** Children of which it reads the first alone, by the element that they are in. */
const FIRST_ALONE_IN: Readonly<Record<string, string>> = {
  os: 'type loader nvram smbios bootmenu kernel initrd cmdline',
  cpu: 'topology model vendor maxphysaddr',
  memoryBacking: 'source access allocation',
  memtune: 'hard_limit soft_limit swap_hard_limit',
  cputune: 'shares period quota',
  pm: 'suspend-to-mem suspend-to-disk',
};

/** Children of which it reads the last alone. */
const LAST_ALONE_IN: Readonly<Record<string, string>> = {
  features: 'smm vmport ioapic pmu',
  'features/hyperv': 'relaxed vapic spinlocks vpindex runtime synic stimer vendor_id',
  'features/kvm': 'hidden',
};

/** Children of devices of which it reads the first alone. */
const FIRST_ALONE_IN_DEVICE: Readonly<Record<string, string>> = {
  hostdev: 'source rom address boot driver alias',
  disk: 'source target address boot driver alias',
  interface: 'source model mac address boot driver rom alias',
  filesystem: 'source target',
  shmem: 'model size',
  video: 'model',
  input: 'source',
  iommu: 'driver',
};

/** Children of devices of which it refuses a second one. */
const ONE_ALONE_IN_DEVICE: Readonly<Record<string, string>> = { rng: 'backend', tpm: 'backend' };

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
    const seen = new Set<string>();
    for (const element of domain.root.elements) {
      const { name, namespace } = element;
      const isFirst = !seen.has(name);
      if (namespace === '') seen.add(name);
      if (namespace !== '' || isFirst) continue;
      if (FIRST_ALONE.has(name)) reportAll('dropped', [element]);
      else if (ONE_ALONE.has(name)) reportAll('refused', [element]);
    }
    reportAll('dropped', devices('emulator').slice(1));
    for (const name of ONE_DEVICE_ALONE) reportAll('refused', devices(name).slice(1));

    for (const clock of domain.findAll('clock').slice(1)) {
      // Its timers are read.
      if (clock.attribute('offset') === undefined) continue;
      report({ message: 'dropped', at: clock, part: '@offset', data: { name: '"offset" of <clock>' } });
    }
    for (const [path, names] of Object.entries(FIRST_ALONE_IN)) {
      const parents = domain.findAll(path);
      for (const name of names.split(' ')) reportAll('dropped', childrenOf(parents, name).slice(1));
    }
    for (const [path, names] of Object.entries(LAST_ALONE_IN)) {
      const parents = domain.findAll(path);
      for (const name of names.split(' ')) reportAll('overruled', childrenOf(parents, name).slice(0, -1));
    }
    reportAll('refused', domain.find('cpu')?.childrenNamed('cache').slice(1) ?? []);
    for (const [device, name] of Object.entries(ONE_ALONE_IN_DEVICE)) {
      for (const element of devices(device)) reportAll('refused', element.childrenNamed(name).slice(1));
    }
    for (const [device, names] of Object.entries(FIRST_ALONE_IN_DEVICE)) {
      for (const element of devices(device)) {
        for (const name of names.split(' ')) reportAll('dropped', element.childrenNamed(name).slice(1));
      }
    }

    function reportAll(message: 'dropped' | 'overruled' | 'refused', elements: readonly XmlElement[]): void {
      for (const element of elements) report({ message, at: element, data: { name: `<${element.name}>` } });
    }
  },
});

function childrenOf(parents: readonly XmlElement[], name: string): XmlElement[] {
  return parents.flatMap((parent) => parent.childrenNamed(name));
}
